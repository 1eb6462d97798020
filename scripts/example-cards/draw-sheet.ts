import { writeFileSync } from 'node:fs';
import { encode } from 'fast-png';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { openBundledModel } from '../../src/engine/testing/bundled-model.ts';
import { examplesFor } from '../../src/studio/settings/examples.ts';
import { maskPalette } from '../../src/ui/paint/mask-palette.ts';
import { paintRegions } from '../../src/ui/paint/regions.ts';
import { screenColors } from '../../src/ui/paint/screen-colors.ts';
import { type DrawnExample, drawExample } from './draw-example.ts';

const GAP = 4;
const OPACITY = 0.6;

/**
 * Candidates for a person to choose from, as one PNG: a row an example, and for each seed from 1 to `seeds` its picture without and
 * with its mask.
 */
export async function drawSheet(file: string, seeds: number, tell: (line: string) => void): Promise<void> {
  const model = await openBundledModel();
  const examples = examplesFor(VOC_20);
  const { width: side } = model.info.sizes.usual;
  const width = seeds * 2 * (side + GAP);
  const height = examples.length * (side + GAP);
  const sheet = new Uint8Array(width * height * 3).fill(255);
  for (const [row, example] of examples.entries()) {
    for (let seed = 1; seed <= seeds; seed++) {
      const drawn = await drawExample(model, { ...example, seed });
      for (const [place, rgba] of [drawn.picture.rgba, withMask(drawn)].entries()) {
        const left = (2 * (seed - 1) + place) * (side + GAP);
        for (let y = 0; y < side; y++) {
          for (let x = 0; x < side; x++) {
            const from = 4 * (y * side + x);
            sheet.set(rgba.subarray(from, from + 3), 3 * ((row * (side + GAP) + y) * width + left + x));
          }
        }
      }
    }
    tell(`${example.name}: seeds 1 to ${seeds}`);
    writeFileSync(file, encode({ width, height, data: sheet, channels: 3 }));
  }
}

/** RGBA `[H,W,4]`. */
function withMask({ picture: { width, height, rgba }, mask }: DrawnExample): Uint8ClampedArray {
  const regions = new Uint8ClampedArray(rgba.length);
  paintRegions({ ids: mask, width, height }, 1, maskPalette(screenColors(VOC_20), [], null), OPACITY, regions);
  return rgba.map((value, i) => {
    const alpha = (regions[i | 3] as number) / 255;
    return alpha * (regions[i] as number) + (1 - alpha) * value;
  });
}
