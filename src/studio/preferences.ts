import type { LabelSet } from '../core/prompt/types.ts';
import type { Preferences } from '../storage/types.ts';
import { DEFAULT_TUNING } from './defaults.ts';
import { freeTuning } from './fit-tuning.ts';
import type { StudioState } from './types.ts';

type Remembered = Pick<StudioState, keyof Preferences>;

/** What is remembered between visits, apart from the gallery. */
export function toPreferences(state: StudioState): Preferences {
  const { draft, seedLocked, theme, overlayOpacity, stageTab, singleKeyShortcuts } = state;
  const tuning = freeTuning(state);
  return structuredClone({ draft, seedLocked, tuning, theme, overlayOpacity, stageTab, singleKeyShortcuts });
}

/** The remembered part of the state under the label set in use: ids mean other classes in another one. */
export function fromPreferences(
  { draft, tuning, singleKeyShortcuts = true, ...view }: Preferences,
  labelSet: LabelSet,
): Remembered {
  const known = new Set(labelSet.classes.map(({ id }) => id));
  const classIds = draft.labelSetId === labelSet.id ? draft.classIds.filter((id) => known.has(id)) : [];
  return {
    ...view,
    singleKeyShortcuts,
    tuning: tuning ?? DEFAULT_TUNING,
    draft: { ...draft, labelSetId: labelSet.id, classIds },
  };
}
