import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { usePixels, useStudioState } from '../../studio-context.tsx';
import type { Probe } from '../probe/use-probe.ts';
import { type Frame, useCanvas } from './use-canvas.ts';

/** The picture, or in the mask's tab nothing; regions lie above it. */
export function PictureCanvas({ probe }: { readonly probe: Probe }) {
  const pixels = usePixels();
  const canvas = useRef<HTMLCanvasElement>(null);
  const tab = useStudioState((state) => state.stageTab);

  useCanvas(canvas, (): Frame | null => {
    const picture = pixels.picture();
    if (!picture || tab === 'mask') return null;
    const { width, height, rgba: source } = picture;
    return { width, height, paint: (rgba) => rgba.set(source) };
  });

  return (
    <canvas
      ref={canvas}
      className="picture-canvas"
      role="img"
      aria-label="Picture"
      aria-describedby="picture-help"
      // Arrow keys move a crosshair that reads the scores.
      tabIndex={0}
      onPointerMove={(event: PointerEvent<HTMLCanvasElement>) => probe.followPointer(event)}
      onPointerLeave={() => probe.clear()}
      onKeyDown={(event: KeyboardEvent<HTMLCanvasElement>) => probe.followKey(event)}
      onBlur={() => probe.clear()}
    />
  );
}
