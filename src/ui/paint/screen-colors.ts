import type { LabelSet, Rgb } from '../../core/prompt/types.ts';
import { fromOklch, leastDistance } from './color-vision.ts';

/** Light enough for dark pictures, dark enough for snow, and apart in lightness too, which every eye sees. */
const LIGHTNESSES = [0.5, 0.6, 0.7, 0.8, 0.9];
const CHROMAS = [0.24, 0.2, 0.16, 0.12];
const HUE_STEP_DEGREES = 15;
const FIRST: Rgb = [255, 140, 0];

const known = new WeakMap<LabelSet, ReadonlyMap<number, Rgb>>();

/**
 * Colours of classes on the screen, vivid where a data set's own may be near black: each next class of the set takes the colour
 * that is farthest from those before it for whichever eye tells them apart least.
 */
export function screenColors(labelSet: LabelSet): ReadonlyMap<number, Rgb> {
  const colors = known.get(labelSet) ?? chooseColors(labelSet);
  known.set(labelSet, colors);
  return colors;
}

function chooseColors({ classes }: LabelSet): ReadonlyMap<number, Rgb> {
  const candidates = vividColors();
  /** Of each candidate to the nearest colour that is taken. */
  const distances = candidates.map(() => Infinity);
  let next: Rgb = FIRST;
  const chosen = new Map<number, Rgb>();
  for (const { id } of classes) {
    chosen.set(id, next);
    let farthest = 0;
    for (const [index, candidate] of candidates.entries()) {
      const distance = Math.min(distances[index] as number, leastDistance(candidate, next));
      distances[index] = distance;
      if (distance > (distances[farthest] as number)) farthest = index;
    }
    next = candidates[farthest] ?? FIRST;
  }
  return chosen;
}

/** The most saturated colour that a screen can show, at each of some lightnesses and hues. */
function vividColors(): readonly Rgb[] {
  const colors: Rgb[] = [];
  for (const lightness of LIGHTNESSES) {
    for (let hue = 0; hue < 360; hue += HUE_STEP_DEGREES) {
      const vivid = CHROMAS.map((chroma) => fromOklch(lightness, chroma, hue)).find((color) => color !== null);
      if (vivid) colors.push(vivid);
    }
  }
  return colors;
}
