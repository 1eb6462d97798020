import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useLabelSet } from '../../label-scope.tsx';
import { usePixels, useStudio } from '../../studio-context.tsx';
import type { Probe, ProbePoint } from '../probe/use-probe.ts';
import type { Size } from '../viewport/fit.ts';
import { valueName } from './value-names.ts';

/** Keys of the focused picture while the mask is painted over. */
export interface BrushKeys {
  press(event: KeyboardEvent): void;
  /** The brush leaves the paper. */
  lift(): void;
}

const PAINTED = { brush: 'painted', eraser: 'erased', fill: 'filled' } as const;

const inside = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));

/**
 * Space paints once where the crosshair is; Enter puts the brush down and lifts it, and what arrow keys draw in between is one stroke.
 * @returns what was done last, to be read out
 */
export function useBrushKeys(point: ProbePoint | null, probe: Probe, picture: Size): readonly [BrushKeys, string] {
  const studio = useStudio();
  const pixels = usePixels();
  const labelSet = useLabelSet();
  const [said, say] = useState('');
  const isDown = useRef(false);
  const latest = useRef({ point, picture, labelSet });
  latest.current = { point, picture, labelSet };

  const keys = useMemo<BrushKeys>(() => {
    const { actions, getState } = studio;
    const lift = () => {
      if (!isDown.current) return;
      isDown.current = false;
      actions.endStroke();
    };
    const paint = (isKept: boolean) => {
      const { picture, labelSet } = latest.current;
      const from = latest.current.point ?? { x: picture.width >> 1, y: picture.height >> 1 };
      // A pointer may have left it beside the picture.
      const at = { x: inside(from.x, picture.width), y: inside(from.y, picture.height) };
      probe.moveTo({ x: at.x, y: at.y, by: 'keyboard' });
      const { tool, value } = getState().painting;
      if (tool === 'fill') actions.fillRegion(at);
      else {
        actions.beginStroke(at);
        if (!isKept) actions.endStroke();
        isDown.current = isKept;
      }
      const what = tool === 'eraser' ? '' : `${valueName(labelSet, value)} `;
      say(`${what}${PAINTED[tool]} at ${at.x}, ${at.y}${isDown.current ? ', brush down' : ''}`);
    };
    return {
      lift,
      press(event) {
        if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        if (isDown.current) {
          lift();
          say('Brush lifted');
        } else paint(event.key === 'Enter');
      },
    };
  }, [studio, probe]);

  useEffect(() => {
    if (point?.by !== 'keyboard') return;
    if (isDown.current) studio.actions.continueStroke(point);
    const mask = pixels.mask();
    const value = mask?.ids[point.y * mask.width + point.x];
    if (value !== undefined) say(`${point.x}, ${point.y}: ${valueName(latest.current.labelSet, value)}`);
  }, [point, pixels, studio]);

  return [keys, said];
}
