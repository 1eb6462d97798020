import { editSegmentation } from '../../core/edit/edit-layer.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import type { Segment } from '../tuning/segmenter.ts';

/** Masks as their pairs have them: what was painted over a mask is in its pixels and its counts. */
export function withEdits(segment: Segment, layerOf: (id: string) => Promise<EditLayer | null>): Segment {
  return async (target, tuning) => {
    const result = await segment(target, tuning);
    if (!result.ok) return result;
    try {
      return { ok: true, value: editSegmentation(result.value, await layerOf(target.id)) };
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      const failure: Failure = error;
      return { ok: false, error: { code: failure.code, message: failure.message } };
    }
  };
}
