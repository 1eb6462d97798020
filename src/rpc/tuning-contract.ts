import type { AttentionRecord } from '../core/attention/types.ts';
import type { ShownObjects } from '../core/dataset/objects/show-objects.ts';
import type { EditLayer } from '../core/edit/types.ts';
import type { Result } from '../core/errors.ts';
import type { Segmentation, TuningSettings } from '../core/segmentation/types.ts';
import type { Picture } from './contract.ts';

/** A mask with the objects in it. */
export interface SplitMask {
  /** As computed, without what was painted over it. */
  readonly segmentation: Segmentation;
  /** Of the mask as it is seen: with what was painted over it. */
  readonly objects: ShownObjects;
}

/** workers/tuning.worker.ts: answers sliders, also while the diffusion worker is busy. */
export interface TuningApi {
  /** Makes `record` the one that masks are made of; they have its picture's size, and may follow its edges. */
  open(recordId: string, record: AttentionRecord, picture: Picture): Promise<Result<void>>;
  segment(recordId: string, tuning: TuningSettings): Promise<Result<Segmentation>>;
  /** The same with its objects, which take longer. `layer`: what was painted over the mask. */
  split(recordId: string, tuning: TuningSettings, layer: EditLayer | null): Promise<Result<SplitMask>>;
}
