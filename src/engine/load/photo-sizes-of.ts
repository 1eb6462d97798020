import { StudioError } from '../../core/errors.ts';
import { type GridSize, sizeText } from '../../core/grid-size.ts';
import type { ModelIo } from '../../core/onnx/types.ts';
import { type PictureSizes, sizeProblem } from '../../core/picture-sizes.ts';
import { planPictureEncoder } from '../../models/feeds/plan-inputs.ts';

/** Sizes of pictures that are there already. */
export interface PhotoSizes {
  readonly sizes: PictureSizes;
  /** Why the model can look at none, as sentences; null where it can. */
  readonly problem: string | null;
}

/**
 * Sizes of pictures that are there already: those that the model draws, as far as its encoder of pictures takes them. Of an encoder
 * whose graph fixes its sides it is that size alone, in which others are framed.
 *
 * @param encoder null where there is none, or it could not be had
 */
export function photoSizesOf(sizes: PictureSizes, encoder: ModelIo | null): PhotoSizes {
  const only = encoder && onlySize(encoder, sizes.usual);
  if (!only) return { sizes, problem: null };
  const why = sizeProblem(sizes, only);
  if (why === null) return { sizes: { ...sizes, usual: only, isFree: false }, problem: null };
  return {
    sizes,
    problem: `Masks for photos and added classes will not work: the picture encoder takes pictures of ${sizeText(only)} alone, but ${why}.`,
  };
}

/** The size that an encoder's graph fixes, in pixels; null where it takes any. Of a side that is free it is `usual`. */
export function onlySize(encoder: ModelIo, usual: GridSize): GridSize | null {
  try {
    const [, , height = null, width = null] = planPictureEncoder(encoder).picture.shape;
    if (height === null && width === null) return null;
    return { width: width ?? usual.width, height: height ?? usual.height };
  } catch (error) {
    // It is judged, and said why, when a photo asks for it.
    if (error instanceof StudioError) return null;
    throw error;
  }
}
