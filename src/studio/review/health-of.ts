import { splitStems } from '../../core/dataset/split.ts';
import { pairStems } from '../../core/dataset/stems.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import { type DatasetHealth, datasetHealth } from '../../core/review/dataset-health.ts';
import type { ReviewState } from '../../storage/types.ts';
import { pairsToExport } from '../export/pairs-to-export.ts';
import { exportLabelSets } from '../label-sets/export-label-set.ts';
import type { StudioState } from '../types.ts';

/** What would be exported now, and how healthy it is. */
export interface ExportHealth {
  readonly labelSet: LabelSet;
  readonly health: DatasetHealth;
  /** Pairs of other label sets, which another export would take. */
  readonly leftOut: number;
  /** Of the whole gallery. */
  readonly reviews: Readonly<Record<ReviewState, number>>;
}

/** Null where there is nothing to export, or no label set for it. Pairs and split are those that the export's dialog would offer. */
export function healthOf(
  state: Pick<StudioState, 'pairs' | 'selection' | 'labelSets' | 'exportChoice'>,
): ExportHealth | null {
  const asked = new Set(pairsToExport(state));
  const [way] = exportLabelSets(
    state,
    state.pairs.filter(({ id }) => asked.has(id)),
  );
  if (!way) return null;
  const { labelSet, pairIds } = way;
  const taken = new Set(pairIds);
  const pairs = state.pairs.filter(({ id }) => taken.has(id));
  const stems = pairStems(pairs);
  const val = new Set(splitStems([...stems.values()], state.exportChoice.trainPercent).val);
  const valIds = new Set(pairIds.filter((id) => val.has(stems.get(id) ?? '')));
  const classIds = labelSet.classes.map(({ id }) => id);
  const reviews = { unreviewed: 0, accepted: 0, rejected: 0 };
  for (const { review } of state.pairs) reviews[review]++;
  return {
    labelSet,
    health: datasetHealth(pairs, classIds, valIds),
    leftOut: asked.size - taken.size,
    reviews,
  };
}
