import type { PairChoice } from '../../core/dataset/export-choice.ts';
import { splitCounts } from '../../core/dataset/split.ts';
import { pairsOf } from '../../studio/export/pairs-to-export.ts';
import { type ExportLabelSet, exportLabelSets, exportWay } from '../../studio/label-sets/export-label-set.ts';
import type { StudioState } from '../../studio/types.ts';

/** What an export would take, before it starts. */
export interface ExportPlan {
  /** Each label set that the chosen pairs have. */
  readonly ways: readonly ExportLabelSet[];
  /** Null where no pair is chosen, or none has a label set that is on this device. */
  readonly way: ExportLabelSet | null;
  readonly train: number;
  readonly val: number;
  /** What stays behind and why, in a few words each. */
  readonly leftOut: readonly string[];
}

type PlannedFrom = Pick<StudioState, 'pairs' | 'selection' | 'exportChoice' | 'labelSets'>;

export function exportPlan(state: PlannedFrom, choice: PairChoice, labelSetId: string | null): ExportPlan {
  const chosen = pairsOf(choice, state);
  const ways = exportLabelSets(state, chosen);
  const way = exportWay(ways, labelSetId ?? undefined);
  const counts = splitCounts(way?.pairIds.length ?? 0, state.exportChoice.trainPercent);
  const others = (way?.leftOut ?? []).map(({ name, count }) => `${count} of the label set “${name}”`);
  return { ways, way, ...counts, leftOut: [...notChosen(choice, state), ...others] };
}

function notChosen(choice: PairChoice, state: PlannedFrom): string[] {
  const chosen = new Set(pairsOf(choice, state));
  const rest = state.pairs.filter((pair) => !chosen.has(pair));
  if (choice === 'selected') return rest.length > 0 ? [`${rest.length} not selected`] : [];
  const rejected = rest.filter(({ review }) => review === 'rejected').length;
  const undecided = rest.length - rejected;
  return [
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(undecided > 0 ? [`${undecided} without a verdict`] : []),
  ];
}

/** What a person chooses from, with how many pairs each has. */
export function pairChoices(state: Pick<StudioState, 'pairs' | 'selection'>) {
  const labels: Readonly<Record<PairChoice, string>> = {
    accepted: 'Accepted',
    'not-rejected': 'All but rejected',
    selected: 'Selected',
  };
  return (Object.keys(labels) as PairChoice[]).map((value) => ({
    value,
    label: labels[value],
    count: pairsOf(value, state).length,
  }));
}
