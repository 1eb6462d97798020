import type { Rgb } from '../types.ts';
import { distanceOfLooks, fromOklch, type Look, lookOf } from './color-vision.ts';

/** Light enough for dark pictures, dark enough for snow, and apart in lightness too, which every eye sees. */
const LIGHTNESSES = [0.5, 0.6, 0.7, 0.8, 0.9];
const CHROMAS = [0.24, 0.2, 0.16, 0.12];
/** In degrees. */
const HUES = Array.from({ length: 24 }, (_, index) => index * 15);
/** Where the vivid ones are used up: duller and darker ones, enough for 254 classes. */
const MORE_LIGHTNESSES = [0.35, 0.45, 0.55, 0.65, 0.75, 0.85];
const MORE_CHROMAS = [0.09, 0.06];
const FIRST: Rgb = [255, 140, 0];

/**
 * `count` colours, each the farthest from `taken` and from those before it for whichever eye tells them apart least. All differ
 * from each other and from `taken`, as long as these are no more than label sets have.
 */
export function vividColors(count: number, taken: readonly Rgb[] = []): Rgb[] {
  const pool = new Pool(VIVID);
  for (const color of taken) pool.keepFrom(color);
  const chosen: Rgb[] = [];
  while (chosen.length < count) {
    const isFirst = chosen.length === 0 && taken.length === 0;
    const next = isFirst ? FIRST : (pool.farthest() ?? pool.widen(DULL, [...taken, ...chosen]));
    chosen.push(next);
    pool.keepFrom(next);
  }
  return chosen;
}

interface Candidate {
  readonly color: Rgb;
  readonly look: Look;
}

/** Candidates with the distance of each to the nearest colour that is taken. */
class Pool {
  #candidates: readonly Candidate[];
  #distances: number[];

  constructor(candidates: readonly Candidate[]) {
    this.#candidates = candidates;
    this.#distances = candidates.map(() => Infinity);
  }

  keepFrom(color: Rgb): void {
    const look = lookOf(color);
    for (const [index, candidate] of this.#candidates.entries()) {
      this.#distances[index] = Math.min(this.#distances[index] as number, distanceOfLooks(candidate.look, look));
    }
  }

  /** Null where all are taken. */
  farthest(): Rgb | null {
    const distance = Math.max(...this.#distances);
    return distance > 0 ? (this.#candidates[this.#distances.indexOf(distance)]?.color ?? null) : null;
  }

  /** Goes on with other candidates. */
  widen(candidates: readonly Candidate[], taken: readonly Rgb[]): Rgb {
    this.#candidates = candidates;
    this.#distances = candidates.map(() => Infinity);
    for (const color of taken) this.keepFrom(color);
    const found = this.farthest();
    if (!found) throw new Error(`No colour is left beside ${taken.length}`);
    return found;
  }
}

/** The most saturated colour that a screen can show, at each of some lightnesses and hues. */
const VIVID = LIGHTNESSES.flatMap((lightness) =>
  HUES.map((hue) => CHROMAS.map((chroma) => fromOklch(lightness, chroma, hue)).find((color) => color !== null)),
).flatMap(candidate);

const DULL = MORE_LIGHTNESSES.flatMap((lightness) =>
  MORE_CHROMAS.flatMap((chroma) => HUES.map((hue) => fromOklch(lightness, chroma, hue))),
).flatMap(candidate);

function candidate(color: Rgb | null | undefined): Candidate[] {
  return color ? [{ color, look: lookOf(color) }] : [];
}
