import { useMemo, useState } from 'react';
import { type Pair, useActions, useStudioState } from '../../studio-context.tsx';
import { chooseOne, chooseUpTo, type TileChoice, toggleOne } from './tile-choice.ts';

interface Chosen extends TileChoice {
  readonly isTouch: boolean;
}

/**
 * Chooses and marks pairs. One mark alone means nothing: then the tile on the stage is the chosen one.
 *
 * On touch a tap shows a tile; after a long press taps mark and unmark, until one is left or the marks change in another way.
 * @param pairs in the order of the list.
 */
export function useTileChoice(pairs: readonly Pair[]) {
  const marks = useStudioState((state) => state.selection);
  const shownId = useStudioState((state) => state.selectedId);
  const actions = useActions();
  const [last, setLast] = useState<Chosen>({ ids: [], anchor: null, end: null, isTouch: false });

  const hasMarks = marks.length > 1;
  const ids = useMemo(() => (hasMarks ? marks : shownId === null ? [] : [shownId]), [hasMarks, marks, shownId]);
  const chosen = useMemo(() => new Set(ids), [ids]);
  // Where somebody else has changed the marks, the range is let go.
  const isAsLeft = last.ids.length === ids.length && last.ids.every((id) => chosen.has(id));
  const choice: TileChoice = isAsLeft ? last : { ids, anchor: shownId, end: shownId };
  const order = () => pairs.map(({ id }) => id);

  function choose(next: TileChoice, isTouch = false): void {
    // The pair on the stage may be one that the filter hides: it must not get a verdict with what is marked here.
    const visible = new Set(order());
    const now = next.ids.filter((id) => visible.has(id));
    const added = now.find((id) => !chosen.has(id));
    const toShow = added ?? now.find((id) => id === shownId) ?? now[0];
    if (toShow !== undefined && toShow !== shownId) actions.selectPair(toShow);
    actions.setSelection(now);
    setLast({ ...next, ids: now, isTouch });
  }

  return {
    chosen,
    shownId,
    hasMarks,
    /** Taps mark instead of showing. */
    isMarking: isAsLeft && hasMarks && last.isTouch,
    one: (id: string) => choose(chooseOne(id)),
    toggle: (id: string, isTouch = false) => choose(toggleOne(choice, id), isTouch),
    upTo: (id: string) => choose(chooseUpTo(choice, id, order())),
    all: () => choose({ ...choice, ids: order() }),
    none: () => choose({ ids: [], anchor: null, end: null }),
  };
}

export type TileChoosing = ReturnType<typeof useTileChoice>;
