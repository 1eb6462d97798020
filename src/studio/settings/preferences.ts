import type { LabelSet } from '../../core/prompt/types.ts';
import type { Preferences } from '../../storage/types.ts';
import { BUNDLED_MODEL } from '../models/offered-models.ts';
import { freeTuning } from '../tuning/fit-tuning.ts';
import type { StudioState } from '../types.ts';
import { DEFAULT_TUNING } from './defaults.ts';

type Remembered = Pick<StudioState, keyof Preferences>;

/** What is remembered between visits, apart from the gallery. */
export function toPreferences(state: StudioState): Preferences {
  const { draft, seedLocked, theme, overlayOpacity, datasetColors, showPixels, stageTab } = state;
  const { singleKeyShortcuts, rememberedModel } = state;
  const view = { theme, overlayOpacity, datasetColors, showPixels, stageTab, singleKeyShortcuts };
  return structuredClone({ draft, seedLocked, tuning: freeTuning(state), ...view, rememberedModel });
}

/** The remembered part of the state under the label set in use: ids mean other classes in another one. */
export function fromPreferences(preferences: Preferences, labelSet: LabelSet): Remembered {
  const { draft, tuning, ...rest } = preferences;
  const {
    datasetColors = false,
    showPixels = false,
    singleKeyShortcuts = true,
    rememberedModel = BUNDLED_MODEL,
    ...view
  } = rest;
  const known = new Set(labelSet.classes.map(({ id }) => id));
  const classIds = draft.labelSetId === labelSet.id ? draft.classIds.filter((id) => known.has(id)) : [];
  return {
    ...view,
    datasetColors,
    showPixels,
    singleKeyShortcuts,
    rememberedModel,
    tuning: tuning ?? DEFAULT_TUNING,
    draft: { ...draft, labelSetId: labelSet.id, classIds },
  };
}
