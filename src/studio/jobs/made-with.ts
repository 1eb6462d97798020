import * as v from 'valibot';
import { PAIR_TEXT_SCHEMA, PAIR_TEXT_VERSION } from '../../core/dataset/embedded/pair-text.ts';
import { generationSchema } from '../../storage/settings/preferences-schema.ts';
import { findLabelSet } from '../label-sets/known-label-sets.ts';
import type { MadeWith } from '../models/model-state.ts';
import type { StudioState } from '../types.ts';

const pairTextSchema = v.object({
  schema: v.literal(PAIR_TEXT_SCHEMA),
  version: v.literal(PAIR_TEXT_VERSION),
  labelSet: v.object({ id: v.string(), name: v.string() }),
  classes: v.array(v.object({ id: v.number(), name: v.string() })),
  settings: generationSchema,
});

/**
 * The settings in a picture's file, with classes of a label set on this device: the one that they name, or another that has all of these
 * names. Null where the text is damaged, or of a version that is not known here.
 */
export function readMadeWith(text: string, state: Pick<StudioState, 'labelSets' | 'labelSet'>): MadeWith | null {
  const parsed = v.safeParse(pairTextSchema, parseJson(text));
  if (!parsed.success) return null;
  const { classes, settings } = parsed.output;
  if (findLabelSet(state, settings.labelSetId)) return { settings, lostClasses: [] };
  const names = settings.classIds.map((id) => classes.find((one) => one.id === id)?.name ?? String(id));
  for (const set of [state.labelSet, ...state.labelSets.map((known) => known.set)]) {
    const ids = names.flatMap((name) => set.classes.find((one) => one.name === name)?.id ?? []);
    if (ids.length === names.length) {
      return { settings: { ...settings, labelSetId: set.id, classIds: ids }, lostClasses: [] };
    }
  }
  return { settings: { ...settings, labelSetId: state.labelSet.id, classIds: [] }, lostClasses: names };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that is no JSON fits no schema.
    return undefined;
  }
}
