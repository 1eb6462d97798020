import { describe, expect, it } from 'vitest';
import type { Rgb } from '../../core/prompt/types.ts';
import { VOID_ID } from '../../core/segmentation/types.ts';
import { paintHeatmap } from './heatmap.ts';
import { INFERNO } from './inferno.ts';
import { isHatched, maskPalette, VOID_DARK, VOID_LIGHT } from './mask-palette.ts';
import { paintRegions } from './regions.ts';

const colors = new Map<number, Rgb>([
  [8, [64, 0, 0]],
  [9, [192, 0, 0]],
]);
const pixel = (rgba: Uint8ClampedArray, i: number) => [...rgba.subarray(i * 4, i * 4 + 4)];

describe('maskPalette', () => {
  it('shows all classes and void, never background', () => {
    const { visible } = maskPalette(colors, [], null);
    expect([visible[0], visible[8], visible[9], visible[VOID_ID]]).toEqual([0, 1, 1, 1]);
  });

  it('hides what is hidden and lets solo win over it', () => {
    expect(maskPalette(colors, [8], null).visible[8]).toBe(0);
    const solo = maskPalette(colors, [8], 8).visible;
    expect([solo[8], solo[9], solo[VOID_ID]]).toEqual([1, 0, 0]);
  });
});

describe('paintRegions', () => {
  const paint = (ids: readonly number[], width: number, side: number, opacity: number, hidden: number[] = []) => {
    const rgba = new Uint8ClampedArray(4 * ids.length * side * side).fill(77);
    const regions = { ids: Uint8Array.from(ids), width, height: ids.length / width };
    paintRegions(regions, side, maskPalette(colors, hidden, null), opacity, rgba);
    return rgba;
  };

  it('paints classes at the opacity, clears background and hidden classes, and hatches void', () => {
    const rgba = paint([0, 8, VOID_ID, VOID_ID, 9], 5, 1, 0.6, [9]);
    expect(pixel(rgba, 0)[3]).toBe(0);
    expect(pixel(rgba, 1)).toEqual([64, 0, 0, 153]);
    expect(isHatched(2, 0)).toBe(false);
    expect(pixel(rgba, 2)).toEqual([VOID_LIGHT, VOID_LIGHT, VOID_LIGHT, 153]);
    expect(pixel(rgba, 4)[3]).toBe(0);
    expect(VOID_DARK).toBeLessThan(VOID_LIGHT);
  });

  it('enlarges pixels with crisp edges, and lines a class inside its edge, light outside of dark', () => {
    const rgba = paint([0, 8], 2, 6, 1);
    const row = Array.from({ length: 12 }, (_, x) => pixel(rgba, 3 * 12 + x));
    expect(row.slice(0, 6).every(([, , , alpha]) => alpha === 0)).toBe(true);
    expect(row[6]).toEqual([255, 255, 255, 235]);
    expect(row[7]).toEqual([0, 0, 0, 235]);
    // The picture's own border is no edge.
    expect(row.slice(8).every((each) => String(each) === '64,0,0,255')).toBe(true);
  });

  it('lines objects of one class where they meet, and not where a pixel has none', () => {
    const side = 6;
    const paint = (...objects: number[]) => {
      const rgba = new Uint8ClampedArray(4 * 2 * side * side);
      const regions = { ids: Uint8Array.of(8, 8), objects: Int32Array.from(objects), width: 2, height: 1 };
      paintRegions(regions, side, maskPalette(colors, [], null), 1, rgba);
      return Array.from({ length: 2 * side }, (_, x) => pixel(rgba, 3 * 2 * side + x).join());
    };
    const [fill, light, dark] = ['64,0,0,255', '255,255,255,235', '0,0,0,235'];
    expect(paint(1, 2)).toEqual([...Array(4).fill(fill), dark, light, light, dark, ...Array(4).fill(fill)]);
    for (const same of [paint(1, 1), paint(1, 0), paint(0, 0)]) expect(same).toEqual(Array(12).fill(fill));
  });

  it('draws no lines where pixels are small or nothing is shown', () => {
    expect(pixel(paint([0, 8], 2, 1, 1), 1)).toEqual([64, 0, 0, 255]);
    expect(pixel(paint([0, 8], 2, 6, 0), 6)[3]).toBe(0);
  });
});

describe('paintHeatmap', () => {
  it('reads the plane that was asked for', () => {
    const rgba = new Uint8ClampedArray(8);
    paintHeatmap(new Uint8Array([0, 0, 255, 128]), 1, rgba);
    expect(pixel(rgba, 0)).toEqual([...INFERNO.subarray(765, 768), 255]);
    expect(pixel(rgba, 1)).toEqual([...INFERNO.subarray(384, 387), 255]);
  });
});

describe('INFERNO', () => {
  it.each([
    [0, [0, 0, 4]],
    [64, [87, 16, 110]],
    [128, [188, 55, 84]],
    [191, [249, 142, 9]],
    [255, [252, 255, 164]],
  ])('is within 3 % of the published table at %d', (value, published) => {
    published.forEach((level, channel) => {
      expect(Math.abs((INFERNO[value * 3 + channel] as number) - level)).toBeLessThanOrEqual(8);
    });
  });

  it('grows in lightness from the lowest score to the highest', () => {
    const lightness = (i: number) =>
      0.2126 * INFERNO[i * 3]! + 0.7152 * INFERNO[i * 3 + 1]! + 0.0722 * INFERNO[i * 3 + 2]!;
    for (let i = 8; i < 256; i++) expect(lightness(i)).toBeGreaterThan(lightness(i - 8));
  });
});
