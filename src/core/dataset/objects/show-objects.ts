import type { ObjectSettings } from '../../segmentation/types.ts';
import { type MaskToSplit, splitObjects } from './split-objects.ts';

/** Objects as they are looked at. */
export interface ShownObjects {
  /** `[height,width]`, row-major: from 1 on the object of each pixel; 0 where there is none. */
  readonly labels: Int32Array;
  /** How many each class has, by its id; a class without one is missing. */
  readonly counts: Readonly<Record<number, number>>;
}

/** The objects of a mask, without those that are too small. */
export function showObjects(split: MaskToSplit, settings: ObjectSettings): ShownObjects {
  const { labels, regions } = splitObjects(split, settings);
  const counts: Record<number, number> = {};
  /** By label; none for regions that are too small. */
  const numbers: number[] = [];
  for (const [index, { label, classId }] of regions.entries()) {
    numbers[label] = index + 1;
    counts[classId] = (counts[classId] ?? 0) + 1;
  }
  return { labels: labels.map((label) => numbers[label] ?? 0), counts };
}
