import * as v from 'valibot';
import { type AttentionRecord, MAX_TAU, SOFTMAX_SCOPES } from '../core/attention/types.ts';
import { decodeFrame, encodeFrame, wrongContent } from './frame.ts';

const RECORD = { what: 'attention record', version: 1 } as const;
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const headerSchema = v.object({
  version: v.literal(1),
  classIds: v.array(count),
  positions: count,
  windowBins: count,
  crossSides: v.array(count),
  columns: v.array(
    v.object({
      classIndex: count,
      crossSide: count,
      bin: count,
      softmax: v.picklist(SOFTMAX_SCOPES),
      weight: v.pipe(v.number(), v.minValue(0)),
    }),
  ),
  stacks: v.array(v.object({ selfSide: count })),
});

/** fp32 values of one power stack `[MAX_TAU + 1, selfSide², columns]`. */
function stackLength(selfSide: number, columns: number): number {
  return (MAX_TAU + 1) * selfSide * selfSide * columns;
}

/**
 * An attention record as bytes: a header of JSON, then the power stacks in order as fp32, unchanged bit by bit.
 *
 * @throws Error if a stack's length does not fit its side and the columns
 */
export function encodeRecord(record: AttentionRecord): Uint8Array<ArrayBuffer> {
  const { stacks, ...rest } = record;
  const header = { ...rest, stacks: stacks.map(({ selfSide }) => ({ selfSide })) };
  const parts = stacks.map(({ selfSide, data }) => {
    const expected = stackLength(selfSide, record.columns.length);
    if (data.length !== expected) {
      throw new Error(`The stack of side ${selfSide} must have ${expected} values, it has ${data.length}.`);
    }
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  });
  return encodeFrame(RECORD, header, parts);
}

/**
 * The record in `bytes`. Its arrays are copies with a buffer of their own, so they can be transferred.
 *
 * @throws StudioError `record-corrupt`
 */
export function decodeRecord(bytes: Uint8Array): AttentionRecord {
  const { header, payload } = decodeFrame(RECORD, bytes);
  const parsed = v.safeParse(headerSchema, header);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw wrongContent(RECORD, `${v.getDotPath(issue) ?? 'header'} to be ${issue.expected}`, issue.received);
  }
  const { stacks, columns } = parsed.output;
  const expectedBytes = stacks.reduce((sum, { selfSide }) => sum + 4 * stackLength(selfSide, columns.length), 0);
  if (payload.length !== expectedBytes) {
    throw wrongContent(RECORD, `${expectedBytes} bytes of power stacks`, `${payload.length}`);
  }
  let offset = 0;
  return {
    ...parsed.output,
    stacks: stacks.map(({ selfSide }) => {
      const start = offset;
      offset += 4 * stackLength(selfSide, columns.length);
      return { selfSide, data: new Float32Array(payload.slice(start, offset).buffer) };
    }),
  };
}
