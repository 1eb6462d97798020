import { useRef } from 'react';
import { shownPairs } from '../../studio/review/review-actions.ts';
import type { StudioState } from '../../studio/types.ts';
import { type Pair, useStudioState } from '../studio-context.tsx';
import { isSameStrip } from './next-unreviewed.ts';

type Looked = Pick<StudioState, 'pairs' | 'flags' | 'galleryView'>;

/**
 * Pairs that the gallery shows, in its order; the same list as long as it looks the same. While a slider moves nothing is
 * filtered or sorted anew: `flags` change when it rests.
 */
export function useShownPairs(): readonly Pair[] {
  const last = useRef<{ readonly of: Looked; readonly shown: readonly Pair[] } | null>(null);
  return useStudioState(({ pairs, flags, galleryView }) => {
    const of = last.current?.of;
    if (of?.flags === flags && of.galleryView === galleryView && isSameStrip(of.pairs, pairs)) {
      return last.current?.shown ?? [];
    }
    const now = shownPairs({ pairs, flags, galleryView });
    const before = last.current?.shown;
    const shown = before && isSameStrip(before, now) ? before : now;
    last.current = { of: { pairs, flags, galleryView }, shown };
    return shown;
  });
}

/** Every pair; the same list as long as it looks the same. */
export function useSteadyPairs(): readonly Pair[] {
  const last = useRef<readonly Pair[]>([]);
  return useStudioState(({ pairs }) => {
    if (!isSameStrip(last.current, pairs)) last.current = pairs;
    return last.current;
  });
}
