import { toResult } from '../../core/errors.ts';
import { ownLabelSet } from '../../core/prompt/label-sets/own-label-set.ts';
import { carryClasses } from '../../studio/label-sets/carry-classes.ts';
import { findLabelSet } from '../../studio/label-sets/known-label-sets.ts';
import type { StudioActions } from '../../studio/studio-actions.ts';
import type { StudioState } from '../../studio/types.ts';

type LabelSetActions = Pick<
  StudioActions,
  'chooseLabelSet' | 'saveLabelSet' | 'exportLabelSet' | 'removeLabelSet' | 'readLabelSets'
>;

/** Label sets that are kept nowhere. */
export function fakeLabelSetActions(
  get: () => StudioState,
  set: (change: Partial<StudioState>) => void,
): LabelSetActions {
  function choose(id: string): void {
    const { draft, labelSet } = get();
    const chosen = findLabelSet(get(), id);
    if (!chosen) return;
    const { classIds } = carryClasses(draft.classIds, labelSet, chosen);
    set({ labelSet: chosen, draft: { ...draft, labelSetId: id, classIds } });
  }
  return {
    chooseLabelSet: choose,
    saveLabelSet: (edited) =>
      toResult(() => {
        const made = ownLabelSet(edited.name, edited.classes);
        const others = get().labelSets.filter((known) => known.set.id !== edited.replacesId);
        set({ labelSets: [...others, { set: made, createdAt: '2026-11-22T09:00:00.000Z', isRetired: false }] });
        choose(made.id);
        return made;
      }),
    removeLabelSet(id) {
      set({ labelSets: get().labelSets.filter((known) => known.set.id !== id) });
      if (get().draft.labelSetId === id) choose('voc-20');
    },
    exportLabelSet: () => undefined,
    readLabelSets: () => undefined,
  };
}
