import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { MAX_ZOOM } from './fit.ts';

/** Wheel travel, in CSS pixels, that doubles the zoom. */
const DOUBLING = 240;

/** Ctrl (or a pinch on a trackpad) and wheel: zooms so that the point under the pointer stays there. */
export function useWheelZoom(
  scroller: RefObject<HTMLElement | null>,
  scale: number,
  setZoom: (zoom: number) => void,
): void {
  const anchor = useRef<{ x: number; y: number; clientX: number; clientY: number } | null>(null);
  const latestScale = useRef(scale);

  useLayoutEffect(() => {
    latestScale.current = scale;
    const frame = scroller.current?.querySelector('.picture-frame');
    if (!anchor.current || !frame || !scroller.current) return;
    const box = frame.getBoundingClientRect();
    scroller.current.scrollLeft += box.left + anchor.current.x * box.width - anchor.current.clientX;
    scroller.current.scrollTop += box.top + anchor.current.y * box.height - anchor.current.clientY;
    anchor.current = null;
  }, [scroller, scale]);

  useEffect(() => {
    const element = scroller.current;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const frame = element?.querySelector('.picture-frame');
      if (!frame) return;
      const { left, top, width, height } = frame.getBoundingClientRect();
      const { clientX, clientY } = event;
      anchor.current = { x: (clientX - left) / width, y: (clientY - top) / height, clientX, clientY };
      const zoom = Math.min(MAX_ZOOM, Math.max(0.25, latestScale.current * 2 ** (-event.deltaY / DOUBLING)));
      setZoom(Math.round(zoom * 100) / 100);
    };
    // React's own wheel listener is passive and could not keep the browser from zooming the page.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [scroller, setZoom]);
}
