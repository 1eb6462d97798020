import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { VOC_PALETTE } from './palette.ts';
import { encodePalettePng } from './palette-png.ts';

const maskArbitrary = fc
  .tuple(fc.integer({ min: 1, max: 37 }), fc.integer({ min: 1, max: 23 }))
  .chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      mask: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
    }),
  );

describe('VOC_PALETTE', () => {
  it('has the devkit colours', () => {
    expect(VOC_PALETTE[0]).toEqual([0, 0, 0]);
    expect(VOC_PALETTE[1]).toEqual([128, 0, 0]);
    expect(VOC_PALETTE[2]).toEqual([0, 128, 0]);
    expect(VOC_PALETTE[15]).toEqual([192, 128, 128]);
    expect(VOC_PALETTE[20]).toEqual([0, 64, 128]);
    expect(VOC_PALETTE[255]).toEqual([224, 224, 192]);
  });

  it('has 256 different colours', () => {
    expect(new Set(VOC_PALETTE.map(String)).size).toBe(256);
  });
});

describe('encodePalettePng', () => {
  it('round-trips any mask by index, with the whole palette in order', () => {
    fc.assert(
      fc.property(maskArbitrary, ({ width, height, mask }) => {
        const png = decode(encodePalettePng(mask, width, height));
        expect([png.width, png.height, png.depth, png.channels]).toEqual([width, height, 8, 1]);
        expect([...png.data]).toEqual([...mask]);
        expect(png.palette).toEqual(VOC_PALETTE);
        expect(png.transparency).toBeUndefined();
      }),
    );
  });

  it('gives the same bytes each time: 8 bits, colour type 3, not interlaced', () => {
    const mask = Uint8Array.of(0, 15, 255, 255, 3, 0);
    const bytes = encodePalettePng(mask, 3, 2);
    expect(encodePalettePng(mask.slice(), 3, 2)).toEqual(bytes);
    expect([...bytes.subarray(24, 29)]).toEqual([8, 3, 0, 0, 0]);
  });

  it('refuses a mask of another size', () => {
    expect(() => encodePalettePng(new Uint8Array(5), 3, 2)).toThrow('has 6 values, this one has 5');
  });

  const python = '/usr/bin/python3';
  const hasPillow = spawnSync(python, ['-c', 'import PIL.Image']).status === 0;
  it.skipIf(!hasPillow)(
    `round-trips through Pillow${hasPillow ? '' : ` (skipped: ${python} has no Pillow here)`}`,
    () => {
      const mask = Uint8Array.from({ length: 256 * 3 }, (_, i) => (i * 7) % 256);
      const script =
        'import io,sys,PIL.Image as I; m=I.open(io.BytesIO(sys.stdin.buffer.read())); sys.stdout.buffer.write(m.mode.encode()+bytes(m.getpalette())+m.tobytes())';
      const { stdout } = spawnSync(python, ['-c', script], { input: encodePalettePng(mask, 256, 3) });
      expect(stdout.subarray(0, 1).toString()).toBe('P');
      expect([...stdout.subarray(1, 769)]).toEqual(VOC_PALETTE.flat());
      expect([...stdout.subarray(769)]).toEqual([...mask]);
    },
  );
});
