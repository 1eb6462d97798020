import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './checksum.ts';
import { decodePicture, encodePicture } from './picture-codec.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';
import { smallPicture, smallRecord } from './small-pair.fixture.ts';

const corrupt = (text: string) =>
  expect.objectContaining({ code: 'record-corrupt', message: expect.stringContaining(text) });

it('computes the published check value of CRC-32', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

describe('record codec', () => {
  it('gives the record back bit by bit, NaN payloads included', () => {
    const record = smallRecord();
    new Uint32Array(record.stacks[0]!.data.buffer).set([0x7fc00001, 0x80000000, 0xff800000]);
    const decoded = decodeRecord(encodeRecord(record));
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
    const bytes = encodeRecord({ ...record, stacks: [{ selfSide: 2, data: shared.subarray(3) }] });
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const [stack] = decodeRecord(shifted.subarray(1)).stacks;
    expect(stack?.data).toEqual(record.stacks[0]!.data);
    expect(stack?.data.buffer.byteLength).toBe(4 * length);
  });

  it('aligns the arrays to 4 bytes', () => {
    const bytes = encodeRecord({ ...smallRecord(), classIds: [123] });
    expect((20 + new DataView(bytes.buffer).getUint32(8, true)) % 4).toBe(0);
  });

  it('notices any changed byte', () => {
    const bytes = encodeRecord(smallRecord());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const changed = bytes.slice();
        changed[index]! ^= change;
        expect(() => decodeRecord(changed)).toThrow(corrupt('expected'));
      }),
    );
  });

  it('notices any truncation and anything appended', () => {
    const bytes = encodeRecord(smallRecord());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(() => decodeRecord(bytes.subarray(0, length))).toThrow(corrupt('bytes'));
      }),
    );
    expect(() => decodeRecord(new Uint8Array([...bytes, 0]))).toThrow(corrupt(`found ${bytes.length + 1} bytes`));
  });

  it('names the version that it found', () => {
    const bytes = encodeRecord(smallRecord());
    new DataView(bytes.buffer).setUint32(4, 7, true);
    expect(() => decodeRecord(bytes)).toThrow(corrupt('expected format version 1, found version 7'));
  });

  it('names a field that is wrong in an undamaged file', () => {
    const record = { ...smallRecord(), positions: 'many' as unknown as number };
    expect(() => decodeRecord(encodeRecord(record))).toThrow(corrupt('positions to be number, found "many"'));
  });

  it('refuses a stack of the wrong size', () => {
    const record = { ...smallRecord(), stacks: [{ selfSide: 2, data: new Float32Array(5) }] };
    expect(() => encodeRecord(record)).toThrow('must have 72 values, it has 5');
  });
});

describe('picture codec', () => {
  it('gives the picture back exactly, pixels under zero alpha included', () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(side, side, fc.infiniteStream(fc.nat(255)), (width, height, values) => {
        const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, () => values.next().value as number);
        expect(decodePicture(encodePicture({ width, height, rgba }))).toEqual({ width, height, rgba });
      }),
    );
  });

  it('notices damage and sizes that do not fit', () => {
    const bytes = encodePicture(smallPicture());
    bytes[30]! ^= 1;
    expect(() => decodePicture(bytes)).toThrow(corrupt('checksum'));
    expect(() => encodePicture({ ...smallPicture(), width: 4 })).toThrow('has 32 bytes, this one has 24');
  });
});
