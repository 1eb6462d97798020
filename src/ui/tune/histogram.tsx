import { useId, useMemo } from 'react';
import { useStudioState } from '../studio-context.tsx';
import { histogramPath } from './histogram-path.ts';

/** Scores of all pixels, 0 at the left to 1 at the right; the void band between α and β is shaded. */
export function Histogram({ alpha, beta }: { readonly alpha: number; readonly beta: number }) {
  const counts = useStudioState((state) => state.segmentation?.histogram);
  const clipId = useId();
  const bins = counts?.length ?? 64;
  const path = useMemo(() => histogramPath(counts ?? []), [counts]);
  return (
    <svg className="histogram" viewBox={`0 0 ${bins} 1`} preserveAspectRatio="none" aria-hidden="true">
      <clipPath id={clipId}>
        <rect x={beta * bins} width={(1 - beta) * bins} height={1} />
      </clipPath>
      <rect className="histogram-void" x={alpha * bins} width={(beta - alpha) * bins} height={1} />
      <path className="histogram-bars" d={path} />
      <path className="histogram-bars-class" d={path} clipPath={`url(#${clipId})`} />
    </svg>
  );
}
