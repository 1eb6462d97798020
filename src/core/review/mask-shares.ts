import type { PixelCounts } from '../segmentation/types.ts';
import type { ReviewPair } from './types.ts';

/** Whether the pair's mask has been made: until then its counts say nothing. */
export function hasMask({ presence }: Pick<ReviewPair, 'presence'>): boolean {
  return presence.length > 0;
}

/** Share of the picture that is void, 0 … 1; 0 without pixels. */
export function voidShare({ pixels }: { readonly pixels: PixelCounts }): number {
  return share(pixels.void, pixels);
}

/** Share of the picture that is of this class, or of any where it is null, 0 … 1. */
export function classShare({ pixels }: { readonly pixels: PixelCounts }, classId: number | null): number {
  return share(classId === null ? classPixels(pixels) : (pixels.classes[classId] ?? 0), pixels);
}

/** Pixels that have a class. */
export function classPixels({ classes }: PixelCounts): number {
  let sum = 0;
  for (const count of Object.values(classes)) sum += count;
  return sum;
}

/** The same id means another class in another label set. */
export function classKeyOf(labelSetId: string, classId: number): string {
  return `${labelSetId}/${classId}`;
}

function share(count: number, pixels: PixelCounts): number {
  const all = pixels.background + pixels.void + classPixels(pixels);
  return all > 0 ? count / all : 0;
}
