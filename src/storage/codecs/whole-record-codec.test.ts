import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallRecord } from '../small-pair.fixture.ts';
import { decodeWholeRecord, encodeWholeRecord } from './whole-record-codec.ts';

const corrupt = (text: string) =>
  expect.objectContaining({ code: 'record-corrupt', message: expect.stringContaining(text) });

describe('whole record codec', () => {
  it('gives the record back bit by bit, NaN payloads included', () => {
    const record = smallRecord();
    new Uint32Array(record.stacks[0]!.data.buffer).set([0x7fc00001, 0x80000000, 0xff800000]);
    const decoded = decodeWholeRecord(encodeWholeRecord(record));
    const bits = (data: Float32Array) => [...new Uint32Array(data.buffer, data.byteOffset, data.length)];
    expect(decoded.stacks.map((stack) => bits(stack.data))).toEqual(record.stacks.map((stack) => bits(stack.data)));
    const { stacks: _decodedStacks, ...decodedRest } = decoded;
    const { stacks: _stacks, ...rest } = record;
    expect(decodedRest).toEqual(rest);
  });

  it('takes stacks that are views and gives arrays with buffers of their own', () => {
    const record = smallRecord();
    const length = record.stacks[0]!.data.length;
    const shared = new Float32Array(length + 3);
    shared.set(record.stacks[0]!.data, 3);
    const bytes = encodeWholeRecord({ ...record, stacks: [{ selfSide: 2, data: shared.subarray(3) }] });
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const [stack] = decodeWholeRecord(shifted.subarray(1)).stacks;
    expect(stack?.data).toEqual(record.stacks[0]!.data);
    expect(stack?.data.buffer.byteLength).toBe(4 * length);
  });

  it('aligns the arrays to 4 bytes', () => {
    const bytes = encodeWholeRecord({ ...smallRecord(), classIds: [123] });
    expect((20 + new DataView(bytes.buffer).getUint32(8, true)) % 4).toBe(0);
  });

  it('notices any changed byte', () => {
    const bytes = encodeWholeRecord(smallRecord());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const changed = bytes.slice();
        changed[index]! ^= change;
        expect(() => decodeWholeRecord(changed)).toThrow(corrupt('expected'));
      }),
    );
  });

  it('notices any truncation and anything appended', () => {
    const bytes = encodeWholeRecord(smallRecord());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(() => decodeWholeRecord(bytes.subarray(0, length))).toThrow(corrupt('bytes'));
      }),
    );
    expect(() => decodeWholeRecord(new Uint8Array([...bytes, 0]))).toThrow(corrupt(`found ${bytes.length + 1} bytes`));
  });

  it('names the version that it found', () => {
    const bytes = encodeWholeRecord(smallRecord());
    new DataView(bytes.buffer).setUint32(4, 7, true);
    expect(() => decodeWholeRecord(bytes)).toThrow(corrupt('expected format version 1, found version 7'));
  });

  it('names a field that is wrong in an undamaged file', () => {
    const record = { ...smallRecord(), positions: 'many' as unknown as number };
    expect(() => decodeWholeRecord(encodeWholeRecord(record))).toThrow(corrupt('positions to be number, found "many"'));
  });

  it('refuses a stack of the wrong size', () => {
    const record = { ...smallRecord(), stacks: [{ selfSide: 2, data: new Float32Array(5) }] };
    expect(() => encodeWholeRecord(record)).toThrow('must have 72 values, it has 5');
  });
});
