import { askedSize, sizeProblem } from '../core/picture-sizes.ts';
import type { LabelClass, LabelSet } from '../core/prompt/types.ts';
import type { PixelCounts } from '../core/segmentation/types.ts';
import { isForOtherModel, nextJob } from '../studio/jobs/next-job.ts';
import type { Job } from '../studio/jobs/queue-state.ts';
import type { StudioState } from '../studio/types.ts';

/** The job that the engine works on: the first that is past the queue. */
export function activeJob(state: StudioState): Job | null {
  return state.jobs.find((job) => job.state !== 'queued') ?? null;
}

/** How many wait for which other model, as a sentence; null where none does. */
export function otherModels({ jobs, engine }: StudioState): string | null {
  const waiting = jobs.filter((job) => job.state === 'queued' && isForOtherModel(job, engine));
  if (waiting.length === 0) return null;
  const names = [...new Set(waiting.map(({ model }) => model?.name ?? ''))].join(', ');
  return `${waiting.length} ${waiting.length === 1 ? 'waits' : 'wait'} for ${names}${sameName({ engine, names })}.`;
}

/** Weights change under the same name. */
function sameName({ engine, names }: Pick<StudioState, 'engine'> & { readonly names: string }): string {
  return engine.phase === 'ready' && engine.info.model.name === names ? ' in another version' : '';
}

/** Whether pictures are being made, also between two of them: then Stop is what the button does. */
export function isGenerating(state: StudioState): boolean {
  return activeJob(state) !== null || nextJob(state) !== null;
}

export function selectedPair(state: StudioState): StudioState['pairs'][number] | null {
  return state.pairs.find((pair) => pair.id === state.selectedId) ?? null;
}

/** Classes of a picture's prompt, then those that its mask has besides: painted by hand. */
export function maskClassIds(promptIds: readonly number[], pixels: PixelCounts | undefined): readonly number[] {
  const painted = Object.entries(pixels?.classes ?? {}).filter(([, count]) => count > 0);
  return [...new Set([...promptIds, ...painted.map(([id]) => Number(id))])];
}

export function findClass(labelSet: LabelSet, classId: number): LabelClass | null {
  return labelSet.classes.find((candidate) => candidate.id === classId) ?? null;
}

/** Whether the engine has, or is getting, the model that comes with the studio. */
export function isBundledInUse({ shelf, model }: StudioState): boolean {
  return shelf.offered.some(({ isBundled, address }) => isBundled && address === model.address);
}

/** Why no masks can be made for a photo by the model in use; null where they can, or where there is no model yet. */
export function photoUnsupported({ engine }: StudioState): string | null {
  if (engine.phase !== 'ready' || engine.info.model.hasPictureEncoder) return null;
  return 'This model cannot read photos: it has no picture encoder (vae_encoder) that fits.';
}

/** Why masks for a photo cannot be queued now; null where they can. A caption is no must: the picture is there. */
export function photoBlocker(state: StudioState): string | null {
  if (state.engine.phase === 'failed') return 'The engine did not start.';
  if (state.engine.phase === 'starting') return 'The model is loading.';
  if (state.draft.classIds.length === 0) return 'Add at least one class.';
  if (state.preview && !state.preview.ok && state.preview.error.code === 'prompt-too-long') {
    return state.preview.error.message;
  }
  return photoUnsupported(state);
}

/** Why the model in use cannot draw pictures of the size that is asked for; null where it can, or where there is no model yet. */
function sizeBlocker({ engine, draft }: StudioState): string | null {
  if (engine.phase !== 'ready') return null;
  const { sizes } = engine.info.model;
  const problem = sizeProblem(sizes, askedSize(draft, sizes));
  return problem && `Choose another picture size: ${problem}.`;
}

/** Whether a new picture could be started now, and if not, why. */
export function generateBlocker(state: StudioState): string | null {
  if (state.engine.phase === 'failed') return 'The engine did not start.';
  if (state.engine.phase === 'starting') return 'The model is loading.';
  if (state.draft.classIds.length === 0) return 'Add at least one class.';
  if (state.preview && !state.preview.ok) {
    return state.preview.composed ? 'The prompt needs a change.' : 'The prompt is not complete yet.';
  }
  return sizeBlocker(state);
}
