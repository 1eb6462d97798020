import { type KeyboardEvent, type MouseEvent, type PointerEvent, useCallback, useEffect, useRef } from 'react';
import type { Pair } from '../../studio-context.tsx';
import { type TileGrid, tileAfterKey } from './tile-grid.ts';
import type { TileChoosing } from './use-tile-choice.ts';
import { tileIdOf } from './use-tile-focus.ts';
import { visibleArea } from './use-tile-window.ts';

/** As long as the systems' own. */
const LONG_PRESS_MS = 500;

/**
 * Keys and pointers on the tiles. Mouse buttons choose when they go down; fingers and pens when they come up, unless they
 * scrolled; screen readers click.
 */
export function useTileEvents(
  pairs: readonly Pair[],
  grid: TileGrid,
  choosing: TileChoosing,
  focus: { readonly stopAt: number; readonly moveTo: (id: string) => void },
) {
  const press = useRef({ isMouse: false, isLong: false, timer: 0 });
  const endPress = useCallback(() => clearTimeout(press.current.timer), []);
  useEffect(() => endPress, [endPress]);

  function take(id: string, event: MouseEvent | KeyboardEvent): void {
    if (event.shiftKey) choosing.upTo(id);
    else if (event.ctrlKey || event.metaKey || choosing.isMarking) choosing.toggle(id, choosing.isMarking);
    else choosing.one(id);
  }

  function onPointerDown(event: PointerEvent): void {
    const id = tileIdOf(event.target);
    endPress();
    const pressed = { isMouse: event.pointerType === 'mouse', isLong: false, timer: 0 };
    press.current = pressed;
    if (id === null || event.button !== 0) return;
    if (pressed.isMouse) {
      take(id, event);
      return;
    }
    pressed.timer = window.setTimeout(() => {
      pressed.isLong = true;
      choosing.toggle(id, true);
    }, LONG_PRESS_MS);
  }

  function onClick(event: MouseEvent): void {
    const id = tileIdOf(event.target);
    const { isMouse, isLong } = press.current;
    // Without a press before it, it comes from a screen reader.
    const isDone = event.detail > 0 && (isMouse || isLong);
    if (id === null || isDone) return;
    if (choosing.isMarking) choosing.toggle(id, true);
    else choosing.one(id);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const at = pairs[focus.stopAt];
    if (!at || event.altKey) return;
    if (handleKey(event, at.id)) event.preventDefault();
  }

  /** @returns whether the key was the list's */
  function handleKey(event: KeyboardEvent<HTMLElement>, id: string): boolean {
    const isCtrl = event.ctrlKey || event.metaKey;
    if (event.key === 'Escape') {
      // With nothing to clear, Escape is for the run.
      if (choosing.hasMarks) choosing.none();
      return choosing.hasMarks;
    }
    if (event.key === 'a' && isCtrl) {
      choosing.all();
      return true;
    }
    // With Ctrl, Enter generates.
    if (event.key === ' ' || (event.key === 'Enter' && !isCtrl)) {
      if (!event.repeat) take(id, event);
      return true;
    }
    const { left, top, right, bottom } = visibleArea(event.currentTarget);
    const page = { width: right - left, height: bottom - top };
    const next = pairs[tileAfterKey(grid, focus.stopAt, event.key, page) ?? -1];
    if (!next) return false;
    focus.moveTo(next.id);
    if (event.shiftKey) choosing.upTo(next.id);
    else if (!isCtrl && !choosing.isMarking) choosing.one(next.id);
    return true;
  }

  return {
    onKeyDown,
    onPointerDown,
    onPointerUp: endPress,
    onPointerCancel: endPress,
    onPointerLeave: endPress,
    onClick,
    /** The menu of a long press would cover what it has marked. */
    onContextMenu(event: MouseEvent) {
      if (press.current.timer !== 0) event.preventDefault();
    },
  };
}
