import { VOID_ID } from '../segmentation/types.ts';

/** Pixels that prediction and truth share, and those that either has, by class id; and the share of pixels that were judged. */
export interface ClassOverlap {
  readonly intersection: Float64Array;
  readonly union: Float64Array;
  readonly judgedPixels: number;
  readonly pixels: number;
}

/**
 * Compares one mask with its truth. Void pixels of either are not judged, as in PASCAL VOC's own measure; how many were
 * left is kept, since a mask that is void everywhere would otherwise look perfect.
 *
 * @param predicted u8 `[H,W]` class ids, 255 void
 * @param truth u8 `[H,W]` of the same size
 * @param classes number of ids, background included
 */
export function classOverlap(predicted: Uint8Array, truth: Uint8Array, classes: number): ClassOverlap {
  if (predicted.length !== truth.length) {
    throw new Error(`The mask has ${predicted.length} pixels, its truth ${truth.length}`);
  }
  const intersection = new Float64Array(classes);
  const union = new Float64Array(classes);
  let judgedPixels = 0;
  for (let pixel = 0; pixel < truth.length; pixel++) {
    const p = predicted[pixel] as number;
    const t = truth[pixel] as number;
    if (p === VOID_ID || t === VOID_ID) continue;
    judgedPixels++;
    union[p] = (union[p] as number) + 1;
    if (p === t) intersection[p] = (intersection[p] as number) + 1;
    else union[t] = (union[t] as number) + 1;
  }
  return { intersection, union, judgedPixels, pixels: truth.length };
}

/** Summed intersection over summed union of one class, in percent; NaN for a class that never occurs. */
export function classIou(overlaps: readonly ClassOverlap[], id: number): number {
  let intersection = 0;
  let union = 0;
  for (const overlap of overlaps) {
    intersection += overlap.intersection[id] as number;
    union += overlap.union[id] as number;
  }
  return union === 0 ? Number.NaN : (100 * intersection) / union;
}

/** Mean over classes of `classIou`, in percent; classes that never occur do not count. */
export function meanIou(overlaps: readonly ClassOverlap[]): number {
  const classes = overlaps[0]?.union.length ?? 0;
  const counted = Array.from({ length: classes }, (_, id) => classIou(overlaps, id)).filter(
    (iou) => !Number.isNaN(iou),
  );
  return counted.length === 0 ? Number.NaN : counted.reduce((sum, iou) => sum + iou, 0) / counted.length;
}

/** Share of pixels that are not void, 0 … 1. */
export function coverage(overlaps: readonly ClassOverlap[]): number {
  const judged = overlaps.reduce((sum, { judgedPixels }) => sum + judgedPixels, 0);
  const pixels = overlaps.reduce((sum, overlap) => sum + overlap.pixels, 0);
  return pixels === 0 ? Number.NaN : judged / pixels;
}
