import { useMemo } from 'react';
import type { LabelSet, Rgb } from '../../core/prompt/types.ts';
import { screenColors } from '../paint/screen-colors.ts';
import { useStudioState } from '../studio-context.tsx';

/** Colours of a label set's classes by id, vivid or the data set's own, as a person wants them. */
export function useSetColors(labelSet: LabelSet): ReadonlyMap<number, Rgb> {
  const isDatasets = useStudioState((state) => state.datasetColors);
  return useMemo(
    () => (isDatasets ? new Map(labelSet.classes.map(({ id, color }) => [id, color])) : screenColors(labelSet)),
    [labelSet, isDatasets],
  );
}
