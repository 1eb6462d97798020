import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { EngineInfo } from '../../rpc/contract.ts';
import type { QueueItem } from '../../storage/queue/types.ts';
import type { PhotoFile } from '../dependencies.ts';
import { labelSetOf } from '../label-sets/known-label-sets.ts';
import { defaultTuningOn } from '../settings/defaults.ts';
import { pickClasses } from '../settings/preview-prompt.ts';
import { freeTuning } from '../tuning/fit-tuning.ts';
import type { StudioState } from '../types.ts';
import { queuedModel } from './next-job.ts';
import type { PhotoJob } from './queue-book.ts';
import type { QueueRequest } from './queue-state.ts';

/**
 * What is asked for as the queue keeps it: with the classes, the tuning and the model of this moment, whatever the screen
 * shows when its turn comes.
 *
 * @param orders one a request
 * @throws StudioError `class-unknown`
 */
export function newItems(
  requests: readonly QueueRequest[],
  state: StudioState,
  orders: readonly number[],
  newId: () => string,
): QueueItem[] {
  const model = state.engine.phase === 'ready' ? state.engine.info.model : null;
  const tuning = model ? tuningFor(state, model) : freeTuning(state);
  return requests.map(({ settings, repetition = 0, fileName }, i) => ({
    id: newId(),
    order: orders[i] ?? 0,
    settings,
    classes: pickClasses(settings, labelSetOf(state, settings)),
    tuning,
    model: model && queuedModel(model),
    repetition,
    ...(fileName === undefined ? {} : { fileName }),
    failure: null,
  }));
}

/** Photos as jobs, which live in this page. */
export function newPhotoJobs(
  requests: readonly { readonly settings: GenerationSettings; readonly photo: PhotoFile }[],
  orders: readonly number[],
  newId: () => string,
): PhotoJob[] {
  const fresh = { state: 'queued', step: 0, stepMs: 0, remainingMs: 0 } as const;
  return requests.map(({ settings, photo }, i) => {
    const { upload } = photo;
    return {
      photo,
      job: { id: newId(), settings, upload, order: orders[i] ?? 0, steps: settings.steps, ...fresh },
    };
  });
}

/** The current tuning; sides that were for another model's pair give way to the model's own. */
export function tuningFor(state: StudioState, model: EngineInfo['model']): QueueItem['tuning'] {
  const tuning = freeTuning(state);
  const shown = state.pairs.find(({ id }) => id === state.selectedId);
  if (!shown || shown.provenance.modelId === model.id) return tuning;
  return { ...tuning, crossSides: defaultTuningOn(model).crossSides };
}

/** The same items for another model: the sides of attention maps are its own. */
export function itemsFor(items: readonly QueueItem[], model: EngineInfo['model']): QueueItem[] {
  const { crossSides, selfSide } = defaultTuningOn(model);
  return items.map((item) => ({
    ...item,
    model: queuedModel(model),
    tuning: item.model ? { ...item.tuning, crossSides, selfSide } : item.tuning,
  }));
}
