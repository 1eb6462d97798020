import { type FocusEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { Pair } from '../../studio-context.tsx';

/**
 * Where the keyboard is in the gallery. One tile is a stop of the Tab key: the focused one; else the one on the stage, or the
 * first. It is in the document wherever the list is scrolled to.
 *
 * Focus goes along where the tile under it was the one on the stage and another took its place: a verdict moves on to the next,
 * and arrows go on from there. Where its tile leaves the list, it goes to the one that took its place.
 */
export function useTileFocus(list: RefObject<HTMLElement | null>, pairs: readonly Pair[], shownId: string | null) {
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const before = useRef({ shownId, at: 0 });

  const find = (id: string | null) => (id === null ? -1 : pairs.findIndex((pair) => pair.id === id));
  const focusedAt = find(focusedId);
  const shownAt = find(shownId);
  const stopAt = focusedAt >= 0 ? focusedAt : Math.max(0, shownAt);

  function moveTo(id: string): void {
    wanted.current = id;
    setFocusedId(id);
  }

  useLayoutEffect(() => {
    const last = before.current;
    before.current = { shownId, at: focusedAt >= 0 ? focusedAt : last.at };
    if (focusedId === null) return;
    const isLed = focusedId === last.shownId && shownId !== last.shownId && shownAt >= 0;
    const next = isLed ? shownId : focusedAt < 0 ? pairs[Math.min(last.at, pairs.length - 1)]?.id : null;
    if (next) {
      wanted.current = next;
      setFocusedId(next);
    }
  }, [focusedId, focusedAt, shownId, shownAt, pairs]);

  useLayoutEffect(() => {
    const id = wanted.current;
    if (id === null || id !== focusedId) return;
    wanted.current = null;
    const tile = list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    tile?.focus({ preventScroll: true });
    tile?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  return {
    stopAt,
    moveTo,
    focusProps: {
      onFocus: ({ target }: FocusEvent) => setFocusedId(tileIdOf(target)),
      onBlur({ relatedTarget }: FocusEvent) {
        if (!list.current?.contains(relatedTarget)) setFocusedId(null);
      },
    },
  };
}

/** Of the tile that something happened in. */
export function tileIdOf(target: EventTarget): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-id]')?.dataset.id ?? null) : null;
}
