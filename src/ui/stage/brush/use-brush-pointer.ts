import { type PointerEvent, type RefObject, useMemo, useRef } from 'react';
import type { PixelPoint } from '../../../core/edit/types.ts';
import { useStudio } from '../../studio-context.tsx';
import type { Probe } from '../probe/use-probe.ts';
import type { ZoomAround } from '../viewport/use-zoom.ts';

interface Fingers {
  readonly x: number;
  readonly y: number;
  readonly distance: number;
}

/** Where two fingers are, and how far apart. */
function fingersAt(touches: ReadonlyMap<number, PointerEvent>): Fingers | null {
  const [first, second] = touches.values();
  if (!first || !second) return null;
  return {
    x: (first.clientX + second.clientX) / 2,
    y: (first.clientY + second.clientY) / 2,
    distance: Math.max(1, Math.hypot(first.clientX - second.clientX, first.clientY - second.clientY)),
  };
}

/** What the scrolling box of the picture does with pointers while the mask is painted over. */
export interface BrushPointer {
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerMove(event: PointerEvent<HTMLElement>): void;
  onPointerUp(event: PointerEvent<HTMLElement>): void;
  onPointerCancel(event: PointerEvent<HTMLElement>): void;
  onPointerLeave(): void;
}

/**
 * One pointer paints: the main mouse button, a pen, a finger. A second finger takes the stroke back and moves and zooms the picture
 * instead, until all are lifted.
 */
export function useBrushPointer(
  scroller: RefObject<HTMLElement | null>,
  scale: number,
  probe: Probe,
  zoomAround: ZoomAround,
): BrushPointer {
  const studio = useStudio();
  const latestScale = useRef(scale);
  latestScale.current = scale;
  const painting = useRef<number | null>(null);
  const touches = useRef(new Map<number, PointerEvent>());
  const pinch = useRef<{ last: Fingers; readonly scale: number; readonly distance: number } | null>(null);

  return useMemo(() => {
    const { actions, getState } = studio;
    const pixelAt = ({ clientX, clientY }: { clientX: number; clientY: number }): PixelPoint | null => {
      const box = scroller.current?.querySelector('.picture-frame')?.getBoundingClientRect();
      if (!box) return null;
      const { current: pixel } = latestScale;
      return { x: Math.floor((clientX - box.left) / pixel), y: Math.floor((clientY - box.top) / pixel) };
    };
    const isOnScrollbar = (event: PointerEvent<HTMLElement>) => {
      const { left, top } = event.currentTarget.getBoundingClientRect();
      const { clientWidth, clientHeight } = event.currentTarget;
      return event.clientX - left >= clientWidth || event.clientY - top >= clientHeight;
    };
    const startPinch = () => {
      const fingers = fingersAt(touches.current);
      if (!fingers) return;
      if (painting.current !== null) actions.cancelStroke();
      painting.current = null;
      probe.clear();
      pinch.current = { last: fingers, scale: latestScale.current, distance: fingers.distance };
    };
    const movePinch = () => {
      const fingers = fingersAt(touches.current);
      const { current: from } = pinch;
      if (!fingers || !from || !scroller.current) return;
      scroller.current.scrollLeft -= fingers.x - from.last.x;
      scroller.current.scrollTop -= fingers.y - from.last.y;
      from.last = fingers;
      zoomAround(fingers.x, fingers.y, (from.scale * fingers.distance) / from.distance);
    };
    const end = (event: PointerEvent<HTMLElement>, isKept: boolean) => {
      touches.current.delete(event.pointerId);
      if (touches.current.size === 0) pinch.current = null;
      if (painting.current !== event.pointerId) return;
      painting.current = null;
      const at = pixelAt(event);
      if (getState().painting.tool === 'fill') {
        if (isKept && at) actions.fillRegion(at);
      } else if (isKept) actions.endStroke();
      else actions.cancelStroke();
      if (event.pointerType === 'touch') probe.clear();
    };
    return {
      onPointerDown(event) {
        if (event.button !== 0 || isOnScrollbar(event)) return;
        const isTouch = event.pointerType === 'touch';
        if (isTouch) touches.current.set(event.pointerId, event);
        event.currentTarget.setPointerCapture(event.pointerId);
        if (touches.current.size > 1 || pinch.current) return startPinch();
        const at = pixelAt(event);
        if (!at || painting.current !== null) return;
        painting.current = event.pointerId;
        probe.moveTo({ ...at, by: 'pointer' });
        if (getState().painting.tool !== 'fill') actions.beginStroke(at);
      },
      onPointerMove(event) {
        if (touches.current.has(event.pointerId)) touches.current.set(event.pointerId, event);
        if (pinch.current) return movePinch();
        const at = pixelAt(event);
        if (!at || (event.pointerType === 'touch' && painting.current === null)) return;
        probe.moveTo({ ...at, by: 'pointer' });
        if (painting.current !== event.pointerId || getState().painting.tool === 'fill') return;
        // A fast hand moves several times within a frame.
        const moves = event.nativeEvent.getCoalescedEvents?.() ?? [];
        for (const move of moves.length > 0 ? moves : [event.nativeEvent]) {
          const point = pixelAt(move);
          if (point) actions.continueStroke(point);
        }
      },
      onPointerUp: (event) => end(event, true),
      onPointerCancel: (event) => end(event, false),
      onPointerLeave() {
        if (painting.current === null) probe.clear();
      },
    };
  }, [studio, scroller, probe, zoomAround]);
}
