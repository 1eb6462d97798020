import { editSegmentation } from '../../core/edit/edit-layer.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import { type Result, toResult } from '../../core/errors.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { SplitMask } from '../../rpc/tuning-contract.ts';
import type { Segment, SegmentTarget, SplitObjects } from '../tuning/segmenter.ts';

type LayerOf = (id: string) => Promise<EditLayer | null>;

/** Masks as their pairs have them: what was painted over a mask is in its pixels and its counts. */
export function withEdits(segment: Segment, layerOf: LayerOf): Segment {
  return async (target, tuning) => {
    const result = await segment(target, tuning);
    if (!result.ok) return result;
    return toResult(async () => editSegmentation(result.value, await layerOf(target.id)));
  };
}

/** A mask with its objects, both as the pair has them. */
export type SplitEdited = (target: SegmentTarget, tuning: TuningSettings) => Promise<Result<SplitMask>>;

/** @param layerOf layers as values: without a stroke under way, which would change one while its objects are found */
export function splitWithEdits(split: SplitObjects, layerOf: LayerOf): SplitEdited {
  return async (target, tuning) => {
    const layer = await toResult(() => layerOf(target.id));
    if (!layer.ok) return layer;
    const result = await split(target, tuning, layer.value);
    if (!result.ok) return result;
    const { segmentation, objects } = result.value;
    return { ok: true, value: { segmentation: editSegmentation(segmentation, layer.value), objects } };
  };
}
