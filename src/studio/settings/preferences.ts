import { DEFAULT_EXPORT_CHOICE, knownExportChoice } from '../../core/dataset/export-choice.ts';
import type { Preferences } from '../../storage/types.ts';
import { findLabelSet } from '../label-sets/known-label-sets.ts';
import { BUNDLED_MODEL } from '../models/offered-models.ts';
import { freeTuning } from '../tuning/fit-tuning.ts';
import type { StudioState } from '../types.ts';
import { DEFAULT_TUNING } from './defaults.ts';

type Remembered = Pick<StudioState, keyof Preferences>;

/** What is remembered between visits, apart from the gallery. */
export function toPreferences(state: StudioState): Preferences {
  const { draft, seedLocked, theme, overlayOpacity, datasetColors, showPixels, stageTab } = state;
  const { singleKeyShortcuts, exportChoice, rememberedModel, planForm } = state;
  const view = { theme, overlayOpacity, datasetColors, showPixels, stageTab, singleKeyShortcuts };
  return structuredClone({
    draft,
    seedLocked,
    tuning: freeTuning(state),
    ...view,
    exportChoice,
    rememberedModel,
    planForm,
  });
}

/**
 * The remembered part of the state. A draft whose label set is not on this device any more has that of `state` and no classes: ids mean
 * other classes there.
 */
export function fromPreferences(
  preferences: Preferences,
  state: Pick<StudioState, 'labelSet' | 'labelSets'>,
): Remembered & Pick<StudioState, 'labelSet'> {
  const { draft, tuning, ...rest } = preferences;
  const {
    datasetColors = false,
    showPixels = false,
    singleKeyShortcuts = true,
    exportChoice = DEFAULT_EXPORT_CHOICE,
    rememberedModel = BUNDLED_MODEL,
    planForm = null,
    ...view
  } = rest;
  const found = findLabelSet(state, draft.labelSetId);
  const labelSet = found ?? state.labelSet;
  const known = new Set(labelSet.classes.map(({ id }) => id));
  const classIds = found ? draft.classIds.filter((id) => known.has(id)) : [];
  return {
    ...view,
    datasetColors,
    showPixels,
    singleKeyShortcuts,
    exportChoice: knownExportChoice(exportChoice),
    rememberedModel,
    planForm,
    tuning: tuning ?? DEFAULT_TUNING,
    labelSet,
    draft: { ...draft, labelSetId: labelSet.id, classIds },
  };
}
