import { useMemo, useRef } from 'react';
import { useClassColors } from '../../class-colors.ts';
import { maskPalette } from '../../paint/mask-palette.ts';
import { paintRegions } from '../../paint/regions.ts';
import { usePixels, useStudioState } from '../../studio-context.tsx';
import { regionPixelSide } from './fit.ts';
import { type Frame, useCanvas } from './use-canvas.ts';

interface RegionCanvasProps {
  readonly scale: number;
  /** The part of the picture's width that is drawn: 0 … 1 from the left. */
  readonly from?: number;
  readonly to?: number;
  /** Those of the tuning that is kept for comparison. */
  readonly isCompared?: boolean;
}

/** The mask's regions above the picture, as fine as the screen, so that they are crisp where the picture is drawn smooth. */
export function RegionCanvas({ scale, from = 0, to = 1, isCompared = false }: RegionCanvasProps) {
  const pixels = usePixels();
  const canvas = useRef<HTMLCanvasElement>(null);
  const tab = useStudioState((state) => state.stageTab);
  const opacity = useStudioState((state) => (state.stageTab === 'mask' ? 1 : state.overlayOpacity));
  const hidden = useStudioState((state) => state.hiddenClassIds);
  const solo = useStudioState((state) => state.soloClassId);
  const colors = useClassColors();
  const palette = useMemo(() => maskPalette(colors, hidden, solo), [colors, hidden, solo]);

  useCanvas(canvas, (): Frame | null => {
    const mask = isCompared ? pixels.comparedMask() : pixels.mask();
    const picture = pixels.picture();
    const fits = picture?.width === mask?.width && picture?.height === mask?.height;
    if (!mask || tab === 'picture' || (tab === 'overlay' && !fits)) return null;
    const side = regionPixelSide(mask, scale * window.devicePixelRatio);
    const size = { width: mask.width * side, height: mask.height * side };
    return { ...size, paint: (rgba) => paintRegions(mask, side, palette, opacity, rgba) };
  });

  return (
    <div className="regions" aria-hidden="true">
      <canvas
        ref={canvas}
        className="region-canvas"
        data-testid={isCompared ? 'compared-regions' : 'regions'}
        style={{ clipPath: `inset(0 ${(1 - to) * 100}% 0 ${from * 100}%)` }}
      />
    </div>
  );
}
