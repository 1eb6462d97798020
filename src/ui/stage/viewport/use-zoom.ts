import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { MAX_ZOOM } from './fit.ts';

/** Wheel travel, in CSS pixels, that doubles the zoom. */
const DOUBLING = 240;
const MIN_ZOOM = 0.25;

/** A point of the picture (0 … 1 in both directions) that stays at a place of the window while the zoom changes. */
interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly clientX: number;
  readonly clientY: number;
}

function anchorAt(scroller: HTMLElement, clientX: number, clientY: number): Anchor | null {
  const frame = scroller.querySelector('.picture-frame');
  if (!frame) return null;
  const { left, top, width, height } = frame.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height, clientX, clientY };
}

function scrollTo(scroller: HTMLElement, anchor: Anchor): void {
  const now = anchorAt(scroller, anchor.clientX, anchor.clientY);
  const frame = scroller.querySelector('.picture-frame');
  if (!now || !frame) return;
  const { width, height } = frame.getBoundingClientRect();
  scroller.scrollLeft += (anchor.x - now.x) * width;
  scroller.scrollTop += (anchor.y - now.y) * height;
}

/** Zooms so that what lies at a place of the window stays there. */
export type ZoomAround = (clientX: number, clientY: number, zoom: number) => void;

/**
 * Keeps the picture in place while it is zoomed: Ctrl (or a pinch on a trackpad) and wheel zoom around the pointer,
 * everything else around the centre.
 */
export function useZoom(
  scroller: RefObject<HTMLElement | null>,
  scale: number,
  setZoom: (zoom: number) => void,
): ZoomAround {
  const pointer = useRef<Anchor | null>(null);
  const centre = useRef<Anchor | null>(null);
  const latestScale = useRef(scale);
  const zoomAround = useCallback<ZoomAround>(
    (clientX, clientY, zoom) => {
      if (scroller.current) pointer.current = anchorAt(scroller.current, clientX, clientY);
      setZoom(Math.round(Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom)) * 100) / 100);
    },
    [scroller, setZoom],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const anchor = latestScale.current === scale ? null : (pointer.current ?? centre.current);
    if (anchor) scrollTo(element, anchor);
    latestScale.current = scale;
    pointer.current = null;
    const keepCentre = () => {
      const { left, top, width, height } = element.getBoundingClientRect();
      centre.current = anchorAt(element, left + width / 2, top + height / 2);
    };
    keepCentre();
    element.addEventListener('scroll', keepCentre);
    return () => element.removeEventListener('scroll', keepCentre);
  }, [scroller, scale]);

  useEffect(() => {
    const element = scroller.current;
    const onWheel = (event: WheelEvent) => {
      if (!element || (!event.ctrlKey && !event.metaKey)) return;
      event.preventDefault();
      zoomAround(event.clientX, event.clientY, latestScale.current * 2 ** (-event.deltaY / DOUBLING));
    };
    // React's own wheel listener is passive and could not keep the browser from zooming the page.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [scroller, zoomAround]);
  return zoomAround;
}
