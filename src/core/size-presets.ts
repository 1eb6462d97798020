import { type GridSize, sizeText } from './grid-size.ts';
import { photoSize } from './photo-frame.ts';
import type { PictureSizes } from './picture-sizes.ts';

export interface SizePreset {
  /** `3:2` */
  readonly shape: string;
  readonly size: GridSize;
}

const SHAPES = [
  ['Square', 1, 1],
  ['3:2', 3, 2],
  ['2:3', 2, 3],
  ['4:3', 4, 3],
  ['3:4', 3, 4],
  ['16:10', 16, 10],
  ['10:16', 10, 16],
  ['16:9', 16, 9],
  ['9:16', 9, 16],
] as const;

/** Usual shapes at sizes that the model draws, with about as many pixels as it usually does. Each size once. */
export function sizePresets(sizes: PictureSizes): SizePreset[] {
  const presets = SHAPES.map(([shape, width, height]) => ({ shape, size: photoSize({ width, height }, sizes) }));
  return presets.filter(({ size }, i) => presets.findIndex((other) => sizeText(other.size) === sizeText(size)) === i);
}
