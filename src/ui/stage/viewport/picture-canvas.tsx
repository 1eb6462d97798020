import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react';
import { paintMask } from '../../paint/mask.ts';
import { maskPalette } from '../../paint/mask-palette.ts';
import { paintOverlay } from '../../paint/overlay.ts';
import { usePixels, useStudioState } from '../../studio-context.tsx';
import type { Probe } from '../probe/use-probe.ts';
import { type Frame, useCanvas } from './use-canvas.ts';

/** Picture, overlay or mask: the tab decides what the one canvas draws. */
export function PictureCanvas({ probe }: { readonly probe: Probe }) {
  const pixels = usePixels();
  const canvas = useRef<HTMLCanvasElement>(null);
  const tab = useStudioState((state) => state.stageTab);
  const opacity = useStudioState((state) => state.overlayOpacity);
  const labelSet = useStudioState((state) => state.labelSet);
  const hidden = useStudioState((state) => state.hiddenClassIds);
  const solo = useStudioState((state) => state.soloClassId);
  const palette = useMemo(() => maskPalette(labelSet.classes, hidden, solo), [labelSet, hidden, solo]);

  useCanvas(canvas, (): Frame | null => {
    const picture = pixels.picture();
    const mask = pixels.mask();
    if (tab === 'mask') {
      if (!mask) return null;
      const { width, height, ids } = mask;
      return { width, height, paint: (rgba) => paintMask(ids, width, palette, rgba) };
    }
    if (!picture) return null;
    const { width, height, rgba: source } = picture;
    if (tab === 'overlay' && mask && mask.width === width && mask.height === height) {
      return { width, height, paint: (rgba) => paintOverlay(source, mask.ids, width, palette, opacity, rgba) };
    }
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
