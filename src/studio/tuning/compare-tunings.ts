import type { SplitEdited } from '../edit/edited-segmenter.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair } from '../studio-store.ts';

/** Keeps one tuning of the pair on the stage beside the current one, with its mask, until another pair is shown or painting begins. */
export function createCompareTunings(
  { store, notices, run, pixels, library }: Pick<StudioBase, 'store' | 'notices' | 'run' | 'pixels' | 'library'>,
  split: SplitEdited,
): Pick<StudioActions, 'setComparing'> {
  async function show(): Promise<void> {
    const { selectedId: id, comparedTuning: tuning } = store.getState();
    if (id === null || !tuning) return;
    const [picture, record] = await Promise.all([library.readPicture(id), library.readRecord(id)]);
    const result = await split({ id, record, picture }, tuning);
    if (store.getState().comparedTuning !== tuning || store.getState().selectedId !== id) return;
    if (result.ok) pixels.setCompared(result.value.segmentation, result.value.objects.labels);
    else notices.show({ tone: 'error', message: result.error.message });
  }

  function setComparing(isOn: boolean): void {
    pixels.setCompared(null);
    const { tuning, selectedId, painting } = store.getState();
    const comparedTuning = isOn && selectedId !== null ? tuning : null;
    store.setState({ comparedTuning, ...(comparedTuning && { painting: { ...painting, isOn: false } }) });
    void run(show);
  }

  store.subscribe((state, previous) => {
    if (!state.comparedTuning) return;
    const isOther = state.selectedId !== previous.selectedId;
    if (isOther || state.painting.isOn) setComparing(false);
    // What is painted, undone or dropped lies over both masks, and classes that are added are in both.
    else if (state.pairs !== previous.pairs && state.selectedId !== null) {
      const before = previous.pairs.find(({ id }) => id === state.selectedId);
      const now = findPair(store, state.selectedId);
      if (now?.edits !== before?.edits || now?.addedClasses !== before?.addedClasses) void run(show);
    }
  });

  return { setComparing };
}
