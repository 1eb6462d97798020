import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { SweptMask } from '../../studio/stage-state.ts';
import { useClassColors } from '../class-colors.ts';
import { classNames } from '../controls/class-name.ts';
import { formatShare } from '../format.ts';
import { useLabelSet } from '../label-scope.tsx';
import { maskPalette } from '../paint/mask-palette.ts';
import { paintRegions } from '../paint/regions.ts';
import { findClass } from '../selectors.ts';
import { usePixels } from '../studio-context.tsx';

const OPACITY = 0.7;

interface SweepCellProps {
  readonly tau: number;
  readonly beta: number;
  /** Null until it is made. */
  readonly mask: SweptMask | null;
  readonly isOwn: boolean;
  readonly onTake: () => void;
}

/** One setting: the picture with its mask, and the way to take it. */
export function SweepCell({ tau, beta, mask, isOwn, onTake }: SweepCellProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pixels = usePixels();
  const colors = useClassColors();
  const labelSet = useLabelSet();

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const picture = pixels.picture();
    if (!context || !mask) return;
    const { width, height } = mask;
    context.canvas.width = width;
    context.canvas.height = height;
    if (picture?.width === width && picture.height === height) {
      context.putImageData(new ImageData(picture.rgba, width, height), 0, 0);
    }
    const regions = new ImageData(width, height);
    paintRegions(mask, 1, maskPalette(colors, [], null), OPACITY, regions.data);
    const layer = new OffscreenCanvas(width, height);
    layer.getContext('2d')?.putImageData(regions, 0, 0);
    context.drawImage(layer, 0, 0);
  }, [mask, pixels, colors]);

  const shares = mask
    ? spokenShares(mask, (id) => findClass(labelSet, id)?.promptName ?? `class ${id}`)
    : 'not made yet';
  return (
    <Button
      className={classNames('sweep-cell', isOwn && 'sweep-own')}
      aria-label={`τ ${Number(tau.toFixed(2))}, β ${beta.toFixed(2)}${isOwn ? ', in use' : ''}: ${shares}`}
      onPress={onTake}
    >
      <canvas ref={canvas} />
    </Button>
  );
}

function spokenShares({ pixels, ids }: SweptMask, nameOf: (id: number) => string): string {
  const classes = Object.entries(pixels.classes).map(([id, count]) => [nameOf(Number(id)), count] as const);
  const all = [...classes, ['void', pixels.void] as const];
  return all.map(([name, count]) => `${name} ${formatShare(count / ids.length)}`).join(', ');
}
