import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { ListItem } from '../../core/lists/types.ts';
import { seedOf } from '../../core/plan/seed-of.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import type { QueueRequest } from '../jobs/queue-state.ts';

/** The items with a seed each: their own, or one from their content and `settings.seed`. Equal items are counted. */
export function withSeeds(
  items: readonly ListItem[],
  settings: GenerationSettings,
  labelSet: LabelSet,
): (ListItem & { readonly seed: number; readonly repetition: number })[] {
  const promptNames = new Map(labelSet.classes.map(({ id, promptName }) => [id, promptName]));
  const seen = new Map<string, number>();
  return items.map((item) => {
    if (item.seed !== null) return { ...item, seed: item.seed, repetition: 0 };
    const { caption } = item;
    const classPrompt = item.classIds.map((id) => promptNames.get(id)).join(' ');
    const key = JSON.stringify([caption, classPrompt]);
    const repetition = seen.get(key) ?? 0;
    seen.set(key, repetition + 1);
    return {
      ...item,
      repetition,
      seed: seedOf({ caption, classPrompt, settings, baseSeed: settings.seed, repetition }),
    };
  });
}

/** What the queue is asked for: each item by the settings of the prompt column. */
export function listRequests(
  items: readonly ListItem[],
  settings: GenerationSettings,
  labelSet: LabelSet,
): QueueRequest[] {
  return withSeeds(items, settings, labelSet).map(({ caption, classIds, seed, repetition, fileName }) => ({
    settings: { ...settings, caption, classIds, labelSetId: labelSet.id, seed },
    repetition,
    ...(fileName === undefined ? {} : { fileName }),
  }));
}
