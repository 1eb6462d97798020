import { VOID_ID } from '../segmentation/types.ts';

/** How many pixels of each class were taken for which. */
export class Confusion {
  readonly classes: number;
  /** fp64 `[truth, predicted]`, row-major. */
  readonly pixels: Float64Array;

  /** @param classes number of ids, background included */
  constructor(classes: number) {
    this.classes = classes;
    this.pixels = new Float64Array(classes * classes);
  }

  /** Adds a picture; void pixels of either are not judged. Both u8 `[H,W]` of one size, with ids below `classes` or void. */
  add(predicted: Uint8Array, truth: Uint8Array): void {
    for (const [pixel, t] of truth.entries()) {
      const p = predicted[pixel] as number;
      if (p === VOID_ID || t === VOID_ID) continue;
      const at = t * this.classes + p;
      this.pixels[at] = (this.pixels[at] as number) + 1;
    }
  }

  /** What was taken for something else, the most pixels first; `share` is of the judged pixels of that class, 0 … 1. */
  mistakes(): {
    readonly truth: number;
    readonly predicted: number;
    readonly pixels: number;
    readonly share: number;
  }[] {
    const found: { truth: number; predicted: number; pixels: number; share: number }[] = [];
    for (let truth = 0; truth < this.classes; truth++) {
      const row = this.pixels.subarray(truth * this.classes, (truth + 1) * this.classes);
      const all = row.reduce((sum, pixels) => sum + pixels, 0);
      for (const [predicted, pixels] of row.entries()) {
        if (predicted !== truth && pixels > 0) found.push({ truth, predicted, pixels, share: pixels / all });
      }
    }
    return found.sort((a, b) => b.pixels - a.pixels);
  }
}
