import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TAU } from '../../core/attention/types.ts';
import { mapSide, tokensOf } from '../../core/grid-size.ts';
import { smallRecord } from '../small-pair.fixture.ts';
import { quantiseColumn, restoreColumn } from './quantised-column.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';
import { encodeWholeRecord } from './whole-record-codec.ts';

const corrupt = (text: string) =>
  expect.objectContaining({ code: 'record-corrupt', message: expect.stringContaining(text) });

describe('quantised columns', () => {
  it('give each value back within half a step of its map’s range', () => {
    const side = fc.integer({ min: 1, max: 5 });
    const stack = fc
      .record({ width: side, height: side, columns: fc.integer({ min: 1, max: 3 }) })
      .chain(({ width, height, columns }) => {
        const length = (MAX_TAU + 1) * width * height * columns;
        const values = fc.float32Array({ minLength: length, maxLength: length, noNaN: true, min: -1e6, max: 1e6 });
        return fc.record({
          side: fc.constant(mapSide({ width, height })),
          columns: fc.constant(columns),
          data: values,
        });
      });
    fc.assert(
      fc.property(stack, ({ side, columns, data }) => {
        const restored = new Float32Array(data.length);
        const scales = Array.from({ length: columns }, (_, column) => {
          const bytes = quantiseColumn({ selfSide: side, data }, column, columns);
          expect(restoreColumn(bytes, side, column, columns, restored)).toBe(true);
          return new Float32Array(bytes.buffer, 0, 2 * (MAX_TAU + 1));
        });
        for (const [index, value] of data.entries()) {
          const power = Math.floor(index / (tokensOf(side) * columns));
          const step = scales[index % columns]![2 * power + 1]!;
          const rounding = 1e-6 * Math.abs(value) + 1e-3 * step + 1e-37;
          expect(Math.abs(restored[index]! - value)).toBeLessThanOrEqual(step / 2 + rounding);
        }
      }),
    );
  });
});

describe('record codec', () => {
  it('gives all but the values back exactly, and arrays with buffers of their own', async () => {
    const record = smallRecord();
    const decoded = await decodeRecord(await encodeRecord(record));
    expect({ ...decoded, stacks: [] }).toEqual({ ...record, stacks: [] });
    for (const [index, { selfSide, data }] of record.stacks.entries()) {
      const stack = decoded.stacks[index]!;
      expect(stack.selfSide).toBe(selfSide);
      expect(stack.data.buffer.byteLength).toBe(data.byteLength);
    }
  });

  it('gives edges back to the last bit, also with a part, and reads records without them', async () => {
    const values = Float32Array.of(0, 1 / 3, 1e-30, 12.345678, 7e8, Math.fround(0.1));
    const record = { ...smallRecord(), edges: { width: 3, height: 2, values } };
    const bytes = await encodeRecord(record);
    expect((await decodeRecord(bytes)).edges).toEqual(record.edges);
    const part = { selfSide: 2, crossSides: [2], window: [0, 0], softmax: 'all' } as const;
    expect((await decodeRecord(bytes, part)).edges).toEqual(record.edges);
    expect(await decodeRecord(encodeWholeRecord(record))).toEqual(record);
    expect(await decodeRecord(await encodeRecord(smallRecord()))).not.toHaveProperty('edges');
  });

  it('takes edges of another number than their size for damage', async () => {
    const edges = { width: 3, height: 3, values: new Float32Array(6) };
    const bytes = await encodeRecord({ ...smallRecord(), edges });
    await expect(decodeRecord(bytes)).rejects.toEqual(corrupt('as many values as places'));
  });

  it('gives a part alone: the wanted side, and the columns of sides, window and softmax', async () => {
    const small = smallRecord();
    const bins = [0, 1, 2].flatMap((bin) => small.columns.map((column) => ({ ...column, bin })));
    const stack = (selfSide: number) => ({
      selfSide,
      data: Float32Array.from({ length: (MAX_TAU + 1) * selfSide ** 2 * bins.length }, (_, i) => (i * 37) % 101),
    });
    const bytes = await encodeRecord({ ...small, windowBins: 3, columns: bins, stacks: [stack(2), stack(3)] });
    const whole = await decodeRecord(bytes);
    const part = await decodeRecord(bytes, { selfSide: 3, crossSides: [2], window: [1, 2], softmax: 'all' });
    expect(part.columns).toEqual(bins.filter(({ bin, softmax }) => bin > 0 && softmax === 'all'));
    expect(part.stacks.map(({ selfSide }) => selfSide)).toEqual([3]);
    const kept = bins.flatMap(({ bin, softmax }, index) => (bin > 0 && softmax === 'all' ? [index] : []));
    const expected = Array.from({ length: (MAX_TAU + 1) * 9 }, (_, row) =>
      kept.map((column) => whole.stacks[1]!.data[row * bins.length + column]),
    );
    expect([...part.stacks[0]!.data]).toEqual(expected.flat());
    const unknownSide = await decodeRecord(bytes, { selfSide: 7, crossSides: [2], window: [1, 2], softmax: 'all' });
    expect(unknownSide).toEqual(whole);
  });

  it('reads records of the first format as they are', async () => {
    const record = smallRecord();
    expect(await decodeRecord(encodeWholeRecord(record))).toEqual(record);
  });

  it('keeps what has no range whole', async () => {
    const record = smallRecord();
    record.stacks[0]!.data[3] = Number.NaN;
    expect(await decodeRecord(await encodeRecord(record))).toEqual(record);
  });

  it('notices any changed byte and any truncation', async () => {
    const bytes = await encodeRecord(smallRecord());
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (index, change) => {
        const changed = bytes.slice();
        changed[index]! ^= change;
        await expect(decodeRecord(changed)).rejects.toThrow(corrupt('expected'));
        await expect(decodeRecord(bytes.subarray(0, index))).rejects.toThrow(corrupt('bytes'));
      }),
    );
  });

  it('names the version that it found', async () => {
    const bytes = await encodeRecord(smallRecord());
    new DataView(bytes.buffer).setUint32(4, 7, true);
    await expect(decodeRecord(bytes)).rejects.toThrow(corrupt('expected format version 2, found version 7'));
  });

  it('refuses a stack of the wrong size', async () => {
    const record = { ...smallRecord(), stacks: [{ selfSide: 2, data: new Float32Array(5) }] };
    await expect(encodeRecord(record)).rejects.toThrow('must have 72 values, it has 5');
  });
});
