import type { GenerationSettings } from '../../core/dataset/types.ts';
import { createNormals } from '../../core/diffusion/noise/normals.ts';
import { tokensOf } from '../../core/grid-size.ts';
import type { LabelClass } from '../../core/prompt/types.ts';
import { CapturedCalls } from './captured-calls.ts';
import { encodePrompts } from './encode-prompts.ts';
import { explainFailures } from './explain-failure.ts';
import type { JobContext } from './job-context.ts';

/** Any words do: what is checked holds for every prompt. */
const CLASSES: readonly LabelClass[] = [
  { id: 1, name: 'object', promptName: 'object', synonyms: [], color: [0, 0, 0] },
];
const SETTINGS: GenerationSettings = {
  caption: '',
  classIds: CLASSES.map(({ id }) => id),
  labelSetId: '',
  style: 'classes',
  negativePrompt: '',
  seed: 0,
  steps: 1,
  guidance: 1,
  sampler: 'ddim',
  eta: 0,
};

/**
 * One UNet call on noise, whose captured attention is checked: rows of A_S sum to 1, and where the graph has a probability
 * tensor, our map is the same.
 *
 * @throws StudioError `self-check-failed` with the site, `number-overflow`, `device-lost`, `out-of-memory`, `worker-crashed`
 */
export function checkAttention(context: JobContext): Promise<void> {
  return explainFailures(context.model.device, 'The attention check failed', () => callOnce(context));
}

async function callOnce(context: JobContext): Promise<void> {
  const { model } = context;
  const { latentSize, sizes, suggested } = model.info;
  const prompts = await encodePrompts(model, SETTINGS, CLASSES, false);
  const calls = new CapturedCalls({ ...context, isFirstUse: true }, prompts, 1, sizes.usual);
  try {
    const noise = createNormals(SETTINGS.seed)(model.latentChannels * tokensOf(latentSize));
    await calls.call(noise, suggested.renoiseTimesteps[0] ?? 0, 0, false);
  } finally {
    calls.capture.dispose();
  }
}
