import { describe, expect, it } from 'vitest';
import { rankOne, writeSafetensors } from './safetensors.testkit.ts';
import { readSafetensors } from './safetensors.ts';
import { readDifferences } from './weight-differences.ts';

const read = (bytes: Uint8Array) => readDifferences(readSafetensors(bytes, 'quick'), 'quick');

describe('readSafetensors', () => {
  it('reads names, shapes, numbers and metadata, wherever in a buffer the file lies', () => {
    const file = writeSafetensors(
      {
        a: { dtype: 'F32', shape: [2], values: Float32Array.of(1.5, -2) },
        b: { dtype: 'I8', shape: [], values: Int8Array.of(-7) },
      },
      { steps: '4' },
    );
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    const { tensors, metadata } = readSafetensors(shifted.subarray(3), 'f');
    expect(metadata).toEqual({ steps: '4' });
    expect(tensors.get('a')).toEqual({ dtype: 'F32', shape: [2], values: Float32Array.of(1.5, -2) });
    expect([...(tensors.get('b')?.values ?? [])]).toEqual([-7]);
  });

  const whole = writeSafetensors({ a: { dtype: 'F32', shape: [2], values: Float32Array.of(1, 2) } });
  const withHeader = (header: string) => {
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + text.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    return bytes;
  };
  it.each([
    ['no bytes', new Uint8Array(0)],
    ['half a header', whole.subarray(0, 20)],
    ['half its numbers', whole.subarray(0, -4)],
    ['a header longer than any file', new Uint8Array(16).fill(255)],
    ['a header that is no JSON', withHeader('{"a":')],
    ['another dtype', withHeader('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}')],
    ['numbers before the beginning', withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}')],
    ['a shape that its bytes have not', withHeader('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,0]}}')],
  ])('refuses %s', (_, bytes) => {
    expect(() => readSafetensors(bytes, 'unet/quick.safetensors')).toThrow(
      expect.objectContaining({ code: 'model-corrupt', message: expect.stringContaining('unet/quick.safetensors') }),
    );
  });
});

describe('readDifferences', () => {
  it('adds scaled outer products to a matrix, and a delta to any other weight', () => {
    const half = (...bits: number[]) => ({
      dtype: 'F16' as const,
      shape: [bits.length],
      values: Uint16Array.from(bits),
    });
    const file = writeSafetensors({ ...rankOne('w', [1, -2], [3, 0, 4], 0.5), 'b.delta': half(0x3c00, 0xc000) });
    const weights = new Map(
      read(file).map((difference) => {
        const numbers = new Float32Array(difference.size).fill(10);
        difference.addTo(numbers);
        return [difference.name, [...numbers]];
      }),
    );
    expect(weights.get('w')).toEqual([11.5, 10, 12, 7, 10, 6]);
    expect(weights.get('b')).toEqual([11, 8]);
  });

  it('refuses factors that do not belong together', () => {
    const { 'w.up': up, 'w.down': down, 'w.scale': scale } = rankOne('w', [1], [1], 1);
    const refused = (tensors: Parameters<typeof writeSafetensors>[0], found: RegExp) =>
      expect(() => read(writeSafetensors(tensors))).toThrow(found);
    refused({ 'w.up': up!, 'w.scale': scale! }, /found w with up \[1,1\], down \[\]/);
    refused({ 'w.up': up!, 'w.down': down! }, /scale \[\]/);
    refused(
      { 'w.up': up!, 'w.down': down!, 'w.scale': { ...scale!, shape: [2], values: Float32Array.of(1, 2) } },
      /scale \[2\]/,
    );
    refused({ 'b.delta': scale! }, /b\.delta of dtype F32/);
    refused({ loose: scale! }, /"loose"/);
  });
});
