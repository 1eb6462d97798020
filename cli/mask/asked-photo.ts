import type { LabelClass } from '../../src/core/prompt/types.ts';

/** A photograph that somebody wants a mask of. */
export interface AskedPhoto {
  /** What a person finds it by: `Row 3`, or its path. */
  readonly row: string;
  /** Under the folder of photographs, with `/`. */
  readonly path: string;
  /** Not empty. */
  readonly classes: readonly LabelClass[];
  /** Empty: none; classes alone say what is there. */
  readonly caption: string;
  /** Null: from the photograph. */
  readonly seed: number | null;
}

/** All that was asked for, and what is wrong, a sentence a row with what it is found by. */
export interface AskedPhotos {
  readonly photos: readonly AskedPhoto[];
  readonly problems: readonly string[];
}
