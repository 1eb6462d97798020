import type { AttentionRecord } from '../../core/attention/types.ts';
import { deflate, inflate } from './deflate.ts';
import { decodeFrame, encodeFrame, type Frame, frameVersion, wrongContent } from './frame.ts';
import { quantiseStack, restoreStack } from './quantised-stack.ts';
import { readRecordHeader, recordHeader, stackLength } from './record-header.ts';
import { decodeWholeRecord, encodeWholeRecord, WHOLE_RECORD } from './whole-record-codec.ts';

const RECORD: Frame = { what: 'attention record', version: 2 };

/**
 * An attention record as bytes: a header of JSON, then the power stacks in order as `quantiseStack` has them, all in one deflate
 * stream. Masks made of it agree on at least 99.9 % of pixels. What no range of numbers holds is stored whole.
 *
 * @throws Error if a stack's length does not fit its side and the columns
 */
export async function encodeRecord(record: AttentionRecord): Promise<Uint8Array<ArrayBuffer>> {
  const header = recordHeader(record);
  if (!record.stacks.every(({ data }) => data.every(Number.isFinite))) return encodeWholeRecord(record);
  const parts = record.stacks.flatMap((stack) => {
    const { scales, residuals } = quantiseStack(stack, record.columns.length);
    return [new Uint8Array(scales.buffer), residuals];
  });
  const payload = await deflate(new Uint8Array(await new Blob(parts).arrayBuffer()));
  return encodeFrame(RECORD, header, [payload]);
}

/**
 * The record in `bytes`, of this format or the first. Its arrays are copies with a buffer of their own, so they can be
 * transferred.
 *
 * @throws StudioError `record-corrupt`
 */
export async function decodeRecord(bytes: Uint8Array): Promise<AttentionRecord> {
  if (frameVersion(bytes) === WHOLE_RECORD.version) return decodeWholeRecord(bytes);
  const { header, payload } = decodeFrame(RECORD, bytes);
  const record = readRecordHeader(RECORD, header);
  const columns = record.columns.length;
  const sizes = record.stacks.map(({ selfSide }) => {
    const values = stackLength(selfSide, columns);
    return { selfSide, scaleBytes: (8 * values) / selfSide ** 2, residualBytes: 2 * values };
  });
  const expectedBytes = sizes.reduce((sum, { scaleBytes, residualBytes }) => sum + scaleBytes + residualBytes, 0);
  const values = await inflate(payload.slice()).catch(() => null);
  if (values?.length !== expectedBytes) {
    throw wrongContent(
      RECORD,
      `${expectedBytes} bytes of power stacks`,
      values ? `${values.length}` : 'no deflate stream',
    );
  }
  let offset = 0;
  const take = (length: number) => {
    offset += length;
    return values.slice(offset - length, offset);
  };
  return {
    ...record,
    stacks: sizes.map(({ selfSide, scaleBytes, residualBytes }) => {
      const scales = new Float32Array(take(scaleBytes).buffer);
      return { selfSide, data: restoreStack({ scales, residuals: take(residualBytes) }, selfSide, columns) };
    }),
  };
}
