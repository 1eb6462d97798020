import { useMemo } from 'react';
import type { Rgb } from '../core/prompt/types.ts';
import { useLabelSet } from './label-scope.tsx';
import { screenColors } from './paint/screen-colors.ts';
import { useStudioState } from './studio-context.tsx';

/** What classes look like on the screen, by id: vivid colours, or those of the data set where a person wants them. */
export function useClassColors(): ReadonlyMap<number, Rgb> {
  const labelSet = useLabelSet();
  const isDatasets = useStudioState((state) => state.datasetColors);
  return useMemo(
    () => (isDatasets ? new Map(labelSet.classes.map(({ id, color }) => [id, color])) : screenColors(labelSet)),
    [labelSet, isDatasets],
  );
}
