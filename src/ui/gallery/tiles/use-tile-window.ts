import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { type Area, type TileGrid, tilesWithin } from './tile-grid.ts';

/** CSS pixels beyond what is seen where tiles are kept ready: more than a fast hand scrolls in two frames. */
const AHEAD = 240;

export interface TileWindow {
  /** Of the list; 0 before it is measured, or while it is not on the screen. */
  readonly width: number;
  /** Tiles to have in the document: `from` up to, not with, `to`. */
  readonly from: number;
  readonly to: number;
}

/**
 * Follows which tiles are near what is seen of the list, whoever scrolls it: its box, a panel or the page.
 * @param gridOf must be the same function as long as it gives the same grids
 */
export function useTileWindow(list: RefObject<HTMLElement | null>, gridOf: (width: number) => TileGrid): TileWindow {
  const [seen, setSeen] = useState<TileWindow>({ width: 0, from: 0, to: 0 });
  const measure = useCallback(() => {
    const element = list.current;
    if (!element) return;
    const width = element.clientWidth;
    // Without a width it is not on the screen at all.
    const tiles = width === 0 ? { from: 0, to: 0 } : tilesWithin(gridOf(width), ahead(visibleArea(element)));
    const now = { width, ...tiles };
    setSeen((before) => (before.width === width && before.from === now.from && before.to === now.to ? before : now));
  }, [list, gridOf]);
  useLayoutEffect(measure, [measure]);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const resizes = new ResizeObserver(measure);
    for (let box: Element | null = element; box; box = box.parentElement) resizes.observe(box);
    const onScroll = ({ target }: Event) => {
      if (target instanceof Node && target.contains(element)) measure();
    };
    // Scrolling does not bubble.
    document.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => {
      resizes.disconnect();
      document.removeEventListener('scroll', onScroll, { capture: true });
    };
  }, [list, measure]);
  return seen;
}

/** What can be seen of an element, on its own plane. */
export function visibleArea(element: HTMLElement): Area {
  const own = element.getBoundingClientRect();
  let [left, top, right, bottom] = [0, 0, window.innerWidth, window.innerHeight];
  for (let box = element.parentElement; box; box = box.parentElement) {
    if (getComputedStyle(box).overflow === 'visible') continue;
    const edge = box.getBoundingClientRect();
    [left, top] = [Math.max(left, edge.left), Math.max(top, edge.top)];
    [right, bottom] = [Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
  }
  return { left: left - own.left, top: top - own.top, right: right - own.left, bottom: bottom - own.top };
}

function ahead({ left, top, right, bottom }: Area): Area {
  return { left: left - AHEAD, top: top - AHEAD, right: right + AHEAD, bottom: bottom + AHEAD };
}
