import { type ClassOverlap, classOverlap } from '../../../src/core/evaluate/class-overlap.ts';

/** Intersection and union by class, judged pixels, pixels. */
const EXTRA = 2;

/** One recipe's overlaps at every operating point of every picture, a few kilobytes a picture. */
export class OverlapLog {
  readonly #points: number;
  readonly #ids: number;
  readonly #pictures: Uint32Array[] = [];

  constructor(points: number, ids: number) {
    this.#points = points;
    this.#ids = ids;
  }

  get pictures(): number {
    return this.#pictures.length;
  }

  /** @param masks one an operating point */
  add(masks: readonly Uint8Array[], truth: Uint8Array): void {
    if (masks.length !== this.#points) throw new Error(`Expected ${this.#points} masks, found ${masks.length}`);
    const stride = 2 * this.#ids + EXTRA;
    const counts = new Uint32Array(this.#points * stride);
    masks.forEach((mask, point) => {
      const { intersection, union, judgedPixels, pixels } = classOverlap(mask, truth, this.#ids);
      counts.set([...intersection, ...union, judgedPixels, pixels], point * stride);
    });
    this.#pictures.push(counts);
  }

  /** One a picture. */
  at(point: number): ClassOverlap[] {
    const stride = 2 * this.#ids + EXTRA;
    return this.#pictures.map((counts) => {
      const start = point * stride;
      return {
        intersection: Float64Array.from(counts.subarray(start, start + this.#ids)),
        union: Float64Array.from(counts.subarray(start + this.#ids, start + 2 * this.#ids)),
        judgedPixels: counts[start + 2 * this.#ids] as number,
        pixels: counts[start + 2 * this.#ids + 1] as number,
      };
    });
  }
}
