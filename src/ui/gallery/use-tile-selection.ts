import { type PointerEvent, useRef, useState } from 'react';
import type { Key, ListBoxProps, Selection } from 'react-aria-components';
import { useActions, useStudioState } from '../studio-context.tsx';

interface Choice {
  readonly keys: Set<Key>;
  readonly isTouch: boolean;
}

/**
 * What makes a `ListBox` choose and mark pairs. One mark alone means nothing: then the tile on the stage is the selected one.
 *
 * On touch a tap shows a tile; after a long press taps mark and unmark, until one is left or the marks change in another way.
 * React Aria alone would go on until no tile is selected, which never is.
 * @param pairs in the order of the list.
 */
export function useTileSelection(pairs: readonly { readonly id: string }[]) {
  const marks = useStudioState((state) => state.selection);
  const selectedId = useStudioState((state) => state.selectedId);
  const actions = useActions();
  const isTouch = useRef(false);
  const [choice, setChoice] = useState<Choice>({ keys: new Set(), isTouch: false });

  const hasMarks = marks.length > 1;
  const ids = hasMarks ? marks : selectedId === null ? [] : [selectedId];
  const isAsChosen = choice.keys.size === ids.length && ids.every((id) => choice.keys.has(id));

  function choose(keys: Set<Key>): void {
    const chosen = [...keys].map(String);
    const shown = chosen.find((id) => !ids.includes(id)) ?? chosen.find((id) => id === selectedId) ?? chosen[0];
    if (shown !== undefined && shown !== selectedId) actions.selectPair(shown);
    actions.setSelection(chosen);
    setChoice({ keys, isTouch: isTouch.current });
  }

  return {
    selectionMode: 'multiple',
    selectionBehavior: isAsChosen && hasMarks && choice.isTouch ? 'toggle' : 'replace',
    // React Aria's own set knows where a range began, for the next Shift.
    selectedKeys: isAsChosen ? choice.keys : ids,
    onSelectionChange: (keys: Selection) => choose(keys === 'all' ? new Set(pairs.map(({ id }) => id)) : keys),
    // Without an action a tap would mark. A double click is one too, and has chosen already.
    onAction(id: Key) {
      if (hasMarks || id !== selectedId) choose(new Set([id]));
    },
    // With nothing to clear, Escape is for the run.
    escapeKeyBehavior: hasMarks ? 'clearSelection' : 'none',
    onPointerDownCapture(event: PointerEvent) {
      isTouch.current = event.pointerType === 'touch';
    },
  } satisfies Partial<ListBoxProps<object>>;
}
