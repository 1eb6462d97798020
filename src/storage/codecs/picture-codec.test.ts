import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../core/crc32.ts';
import { smallPicture } from '../small-pair.fixture.ts';
import { decodePicture, encodePicture } from './picture-codec.ts';

const corrupt = (text: string) =>
  expect.objectContaining({ code: 'record-corrupt', message: expect.stringContaining(text) });

it('computes the published check value of CRC-32', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
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
