import type { AttentionRecord } from '../../core/attention/types.ts';
import { decodeFrame, encodeFrame, type Frame, wrongContent } from './frame.ts';
import { readRecordHeader, recordHeader, stackLength } from './record-header.ts';

/** The first format of attention records: galleries hold such files, and the quality bench wants every bit. */
export const WHOLE_RECORD: Frame = { what: 'attention record', version: 1 };

/**
 * An attention record as bytes: a header of JSON, then the power stacks in order as fp32, unchanged bit by bit.
 *
 * @throws Error if a stack's length does not fit its side and the columns
 */
export function encodeWholeRecord(record: AttentionRecord): Uint8Array<ArrayBuffer> {
  const parts = record.stacks.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return encodeFrame(WHOLE_RECORD, recordHeader(record), parts);
}

/**
 * The record in `bytes`. Its arrays are copies with a buffer of their own, so they can be transferred.
 *
 * @throws StudioError `record-corrupt`
 */
export function decodeWholeRecord(bytes: Uint8Array): AttentionRecord {
  const { header, payload } = decodeFrame(WHOLE_RECORD, bytes);
  const record = readRecordHeader(WHOLE_RECORD, header);
  const { stacks, columns } = record;
  const expectedBytes = stacks.reduce((sum, { selfSide }) => sum + 4 * stackLength(selfSide, columns.length), 0);
  if (payload.length !== expectedBytes) {
    throw wrongContent(WHOLE_RECORD, `${expectedBytes} bytes of power stacks`, `${payload.length}`);
  }
  let offset = 0;
  return {
    ...record,
    stacks: stacks.map(({ selfSide }) => {
      const start = offset;
      offset += 4 * stackLength(selfSide, columns.length);
      return { selfSide, data: new Float32Array(payload.slice(start, offset).buffer) };
    }),
  };
}
