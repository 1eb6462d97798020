import type { EditActions } from '../../studio/edit/types.ts';
import type { StudioState } from '../../studio/types.ts';

/** The brush's bar can be looked at; nothing is painted. */
export function fakeEditActions(getState: () => StudioState, set: (change: Partial<StudioState>) => void): EditActions {
  const nothing = () => undefined;
  return {
    setPainting: (isOn, tool = getState().painting.tool) =>
      set({ painting: { ...getState().painting, isOn, tool }, ...(isOn && { stageTab: 'overlay' }) }),
    setBrush: (change) => set({ painting: { ...getState().painting, ...change } }),
    beginStroke: nothing,
    continueStroke: nothing,
    endStroke: nothing,
    cancelStroke: nothing,
    fillRegion: nothing,
    smoothOutline: nothing,
    undoEdit: nothing,
    redoEdit: nothing,
    dropEdits: nothing,
  };
}
