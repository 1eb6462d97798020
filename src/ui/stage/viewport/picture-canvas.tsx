import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { usePixels, useStudioState } from '../../studio-context.tsx';
import type { BrushKeys } from '../brush/use-brush-keys.ts';
import type { Probe } from '../probe/use-probe.ts';
import { type Frame, useCanvas } from './use-canvas.ts';

interface PictureCanvasProps {
  readonly probe: Probe;
  /** While the mask is painted over: keys of the focused picture are the brush's. */
  readonly brush: BrushKeys | null;
}

/** The picture, or in the mask's tab nothing; regions lie above it. */
export function PictureCanvas({ probe, brush }: PictureCanvasProps) {
  const pixels = usePixels();
  const canvas = useRef<HTMLCanvasElement>(null);
  const tab = useStudioState((state) => state.stageTab);

  useCanvas(canvas, (): Frame | null => {
    const picture = pixels.picture();
    if (!picture) return null;
    const { width, height, rgba: source } = picture;
    // Clear where the mask covers it, and still of the picture's size: pixels are read off it.
    return { width, height, paint: (rgba) => (tab === 'mask' ? rgba.fill(0) : rgba.set(source)) };
  });

  return (
    <canvas
      ref={canvas}
      className="picture-canvas"
      role="img"
      aria-label="Picture"
      aria-describedby={brush ? 'brush-help' : 'picture-help'}
      // Arrow keys move a crosshair that reads the scores.
      tabIndex={0}
      onPointerMove={(event: PointerEvent<HTMLCanvasElement>) => probe.followPointer(event)}
      onPointerLeave={() => probe.clear()}
      onKeyDown={(event: KeyboardEvent<HTMLCanvasElement>) => {
        brush?.press(event);
        probe.followKey(event);
      }}
      onBlur={() => {
        brush?.lift();
        probe.clear();
      }}
    />
  );
}
