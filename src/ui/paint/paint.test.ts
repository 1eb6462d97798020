import { describe, expect, it } from 'vitest';
import { VOID_ID } from '../../core/segmentation/types.ts';
import { paintHeatmap } from './heatmap.ts';
import { INFERNO } from './inferno.ts';
import { paintMask } from './mask.ts';
import { isHatched, maskPalette, VOID_DARK, VOID_LIGHT } from './mask-palette.ts';
import { paintOverlay } from './overlay.ts';

const classes = [
  { id: 8, name: 'cat', promptName: 'cat', synonyms: [], color: [64, 0, 0] as const },
  { id: 9, name: 'chair', promptName: 'chair', synonyms: [], color: [192, 0, 0] as const },
];
const pixel = (rgba: Uint8ClampedArray, i: number) => [...rgba.subarray(i * 4, i * 4 + 4)];

describe('maskPalette', () => {
  it('shows all classes and void, never background', () => {
    const { visible } = maskPalette(classes, [], null);
    expect([visible[0], visible[8], visible[9], visible[VOID_ID]]).toEqual([0, 1, 1, 1]);
  });

  it('hides what is hidden and lets solo win over it', () => {
    expect(maskPalette(classes, [8], null).visible[8]).toBe(0);
    const solo = maskPalette(classes, [8], 8).visible;
    expect([solo[8], solo[9], solo[VOID_ID]]).toEqual([1, 0, 0]);
  });
});

describe('paintMask', () => {
  it('paints class colours, leaves background transparent and hatches void', () => {
    const rgba = new Uint8ClampedArray(4 * 4);
    paintMask(new Uint8Array([0, 8, VOID_ID, VOID_ID]), 4, maskPalette(classes, [], null), rgba);
    expect(pixel(rgba, 0)[3]).toBe(0);
    expect(pixel(rgba, 1)).toEqual([64, 0, 0, 255]);
    expect(isHatched(2, 0)).toBe(false);
    expect(pixel(rgba, 2)).toEqual([VOID_LIGHT, VOID_LIGHT, VOID_LIGHT, 255]);
  });

  it('clears a pixel that an earlier frame painted', () => {
    const rgba = new Uint8ClampedArray(4).fill(255);
    paintMask(new Uint8Array([0]), 1, maskPalette(classes, [], null), rgba);
    expect(rgba[3]).toBe(0);
  });
});

describe('paintOverlay', () => {
  const picture = new Uint8ClampedArray([100, 200, 50, 255, 100, 200, 50, 255, 100, 200, 50, 255]);
  const ids = new Uint8Array([0, 9, VOID_ID]);

  it('keeps the picture at opacity 0 and shows the class colour at 1', () => {
    const rgba = new Uint8ClampedArray(12);
    paintOverlay(picture, ids, 3, maskPalette(classes, [], null), 0, rgba);
    expect(rgba).toEqual(picture);
    paintOverlay(picture, ids, 3, maskPalette(classes, [], null), 1, rgba);
    expect(pixel(rgba, 0)).toEqual([100, 200, 50, 255]);
    expect(pixel(rgba, 1)).toEqual([192, 0, 0, 255]);
    expect(pixel(rgba, 2)[0]).toBe(VOID_LIGHT);
  });

  it('mixes halfway and leaves hidden classes alone', () => {
    const rgba = new Uint8ClampedArray(12);
    paintOverlay(picture, ids, 3, maskPalette(classes, [VOID_ID], null), 0.5, rgba);
    expect(pixel(rgba, 1)).toEqual([146, 100, 25, 255]);
    expect(pixel(rgba, 2)).toEqual([100, 200, 50, 255]);
    expect(VOID_DARK).toBeLessThan(VOID_LIGHT);
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
