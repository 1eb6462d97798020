import type { GenerationSettings } from '../../core/dataset/types.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { GeneratedPair, GenerateEvent } from '../../rpc/contract.ts';
import { generatePicture } from '../jobs/generate-picture.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { LoadedModel } from '../load/load-model.ts';

export const SETTINGS: GenerationSettings = {
  caption: 'a cat and a chair in a room',
  classIds: [8, 9],
  labelSetId: 'voc-20',
  style: 'caption+classes',
  negativePrompt: '',
  seed: 7,
  steps: 3,
  guidance: 4,
  sampler: 'ddim',
  eta: 0,
};

/** Sides that the model has. */
export function tuningFor({ info }: LoadedModel): TuningSettings {
  return {
    tau: 4,
    alpha: 0.5,
    beta: 0.6,
    crossSides: info.crossSides.slice(0, 1),
    selfSide: info.selfSides.at(-1) ?? 0,
    window: [0, 3],
    softmax: 'all',
    presenceGate: true,
  };
}

export const classesOf = ({ classIds }: Pick<GenerationSettings, 'classIds'>) =>
  VOC_20.classes.filter(({ id }) => classIds.includes(id));

export function jobContext(model: LoadedModel, events: GenerateEvent[] = []): JobContext {
  return {
    model,
    provenance: { modelId: 'm', modelSha256: 's', backend: 'wasm', adapter: 'test', studioVersion: '0' },
    isFirstUse: true,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    yieldToMessages: () => Promise.resolve(),
    nowMs: () => performance.now(),
    now: () => new Date(0),
  };
}

/** One picture with the self-checks of a first use. */
export function draw(
  model: LoadedModel,
  change: Partial<GenerationSettings> = {},
  events: GenerateEvent[] = [],
): Promise<GeneratedPair> {
  const settings = { ...SETTINGS, ...change };
  const request = { jobId: 'job', settings, classes: classesOf(settings), tuning: tuningFor(model) };
  return generatePicture(request, jobContext(model, events));
}

/** The largest difference of two lists of numbers. */
export function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] as number))));
}
