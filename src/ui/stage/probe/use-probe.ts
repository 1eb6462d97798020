import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';

export interface ProbePoint {
  /** Pixel of the canvas. */
  readonly x: number;
  readonly y: number;
  readonly by: 'pointer' | 'keyboard';
}

export interface Probe {
  followPointer(event: PointerEvent<HTMLCanvasElement>): void;
  followKey(event: KeyboardEvent<HTMLCanvasElement>): void;
  moveTo(point: ProbePoint): void;
  clear(): void;
}

/** The pixel under the pointer, or under the crosshair that arrow keys move (Shift: eight pixels at a time). */
export function useProbe(): readonly [ProbePoint | null, Probe] {
  const [point, setPoint] = useState<ProbePoint | null>(null);
  const probe = useMemo<Probe>(
    () => ({
      followPointer(event) {
        const canvas = event.currentTarget;
        const box = canvas.getBoundingClientRect();
        const x = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
        const y = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
        setPoint({ x: clamp(x, canvas.width), y: clamp(y, canvas.height), by: 'pointer' });
      },
      followKey(event) {
        const arrows: Readonly<Record<string, readonly [number, number]>> = {
          ArrowLeft: [-1, 0],
          ArrowRight: [1, 0],
          ArrowUp: [0, -1],
          ArrowDown: [0, 1],
        };
        const move = arrows[event.key];
        if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        const { width, height } = event.currentTarget;
        const stride = event.shiftKey ? 8 : 1;
        setPoint((from) => ({
          x: clamp((from?.x ?? width >> 1) + move[0] * stride, width),
          y: clamp((from?.y ?? height >> 1) + move[1] * stride, height),
          by: 'keyboard',
        }));
      },
      moveTo: setPoint,
      clear: () => setPoint(null),
    }),
    [],
  );
  return [point, probe];
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}
