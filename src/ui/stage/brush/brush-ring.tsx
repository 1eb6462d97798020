import { middleOffset } from '../../../core/edit/disc-along.ts';
import { useStudioState } from '../../studio-context.tsx';
import type { ProbePoint } from '../probe/use-probe.ts';

/** The brush's outline where it is. */
export function BrushRing({ point, scale }: { readonly point: ProbePoint; readonly scale: number }) {
  const { size, tool } = useStudioState((state) => state.painting);
  if (tool === 'fill') return null;
  const side = size * scale;
  const toMiddle = 0.5 + middleOffset(size);
  const middle = { left: (point.x + toMiddle) * scale, top: (point.y + toMiddle) * scale };
  return (
    <span
      className="brush-ring"
      data-testid="brush-ring"
      style={{ width: side, height: side, left: middle.left - side / 2, top: middle.top - side / 2 }}
    />
  );
}
