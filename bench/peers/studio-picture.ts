import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { generatePicture } from '../../src/engine/jobs/generate-picture.ts';
import { yieldToMessages } from '../../src/engine/jobs/yield-to-messages.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import type { GenerateEvent } from '../../src/rpc/contract.ts';
import { DEFAULT_TUNING } from '../../src/studio/settings/defaults.ts';

/** The picture that the benches make; `training/reference.py` makes it, too. */
export const STEPS = 20;
export const GUIDANCE = 4;
export const CAPTION = 'a cat and a chair in a room';

/**
 * Milliseconds of a whole picture as the studio makes it, with live heatmaps, estimates and refinement.
 * @param change of its settings
 * @param emit hears what a page would
 */
export async function studioPictureMs(
  model: LoadedModel,
  change: Partial<GenerationSettings> = {},
  emit: (event: GenerateEvent) => void = () => undefined,
): Promise<number> {
  const classes = VOC_20.classes.filter(({ name }) => name === 'cat' || name === 'chair');
  const { totalMs } = await generatePicture(
    {
      jobId: 'bench',
      classes,
      tuning: DEFAULT_TUNING,
      settings: {
        caption: CAPTION,
        classIds: classes.map(({ id }) => id),
        labelSetId: VOC_20.id,
        style: 'caption+classes',
        negativePrompt: '',
        seed: 1,
        steps: STEPS,
        guidance: GUIDANCE,
        sampler: 'ddim',
        eta: 0,
        ...change,
      },
    },
    {
      model,
      provenance: { modelId: 'b', modelSha256: '', backend: 'wasm', adapter: '', studioVersion: '' },
      isFirstUse: true,
      emit,
      signal: new AbortController().signal,
      yieldToMessages,
      nowMs: () => performance.now(),
      now: () => new Date(),
    },
  );
  return totalMs;
}
