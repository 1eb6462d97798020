import type { LabelClass } from '../../../src/core/prompt/types.ts';
import type { Picture } from '../../../src/rpc/contract.ts';
import type { ClassTexts } from './looks/class-texts.ts';
import type { Look } from './looks/look.ts';
import type { LookRequest } from './looks/look-request.ts';

/** A picture to be segmented, real or generated, with what is known of it. */
export interface Subject {
  readonly picture: Picture;
  readonly caption: string;
  readonly classes: readonly LabelClass[];
  /** Of the noise. */
  readonly seed: number;
}

/** A subject and all that was seen of it. */
export interface SubjectLooks {
  readonly subject: Subject;
  readonly texts: ClassTexts;
  readonly classIds: readonly number[];
  /** @throws Error for a look that was not made */
  at(request: LookRequest): Look;
  /** What several recipes make alike is made once; the key must say all that it depends on beside the subject. */
  remember(key: string, make: () => Float32Array): Float32Array;
}

/** A subject and what its mask should be. */
export interface JudgedSubject {
  readonly subject: Subject;
  /** u8 `[H,W]` class ids, 255 where nobody knows. */
  readonly truth: Uint8Array;
}

/** What a recipe can be tuned with without another UNet call. */
export interface OperatingPoint {
  /** Exponent of A_S, 0 … MAX_POWER. */
  readonly tau: number;
  /** α = β. */
  readonly threshold: number;
}

/** Cheap for each point; the mask is u8 `[H,W]` class ids without void. */
export type MaskAt = (point: OperatingPoint) => Uint8Array;

/** One way from a picture's attention to its mask. */
export interface Recipe {
  /** What it varies. */
  readonly group: string;
  readonly name: string;
  /** Paper and arXiv id; what is this project's own reading. */
  readonly source: string;
  /** UNet calls that it needs: the cost of the recipe. */
  readonly looks: readonly LookRequest[];
  /** All that does not depend on the operating point. */
  open(subject: SubjectLooks): MaskAt;
}
