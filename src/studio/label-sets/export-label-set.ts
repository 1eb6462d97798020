import { meansTheSame } from '../../core/prompt/label-sets/means-the-same.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import type { PairMeta } from '../../storage/types.ts';
import type { StudioState } from '../types.ts';
import { findLabelSet } from './known-label-sets.ts';

/** A dataset has one label set: which of the given pairs go into it. */
export interface ExportLabelSet {
  readonly labelSet: LabelSet;
  /** Ids of other sets whose mask values mean the same in it. */
  readonly sameMeaningIds: readonly string[];
  /** Ids of the pairs that it takes, in the given order. */
  readonly pairIds: readonly string[];
  /** Pairs of other sets, most first. */
  readonly leftOut: readonly { readonly name: string; readonly count: number }[];
}

/** Each way to export these pairs with one of their own label sets, the one that takes most of them first. */
export function exportLabelSets(state: Pick<StudioState, 'labelSets'>, pairs: readonly PairMeta[]): ExportLabelSet[] {
  // From the newest pair on: of two that take as many, its set goes first.
  const usedIds = [...new Set(pairs.map(({ settings }) => settings.labelSetId).toReversed())];
  const used = usedIds.flatMap((id) => findLabelSet(state, id) ?? []);
  const ways = used.map((labelSet) => {
    const fitting = used.filter((other) => meansTheSame(other, labelSet)).map(({ id }) => id);
    const isTaken = ({ settings }: PairMeta) => fitting.includes(settings.labelSetId);
    const others = pairs.filter((pair) => !isTaken(pair)).map(({ settings }) => settings.labelSetId);
    return {
      labelSet,
      sameMeaningIds: fitting.filter((id) => id !== labelSet.id),
      pairIds: pairs.filter(isTaken).map(({ id }) => id),
      leftOut: counted(others, (id) => findLabelSet(state, id)?.name ?? id),
    };
  });
  return ways.sort((a, b) => b.pairIds.length - a.pairIds.length);
}

/** The way with the asked label set, or the first. */
export function exportWay(ways: readonly ExportLabelSet[], labelSetId?: string): ExportLabelSet | null {
  return ways.find(({ labelSet }) => labelSet.id === labelSetId) ?? ways[0] ?? null;
}

/** What is left out and why, in a sentence; null where nothing is. */
export function leftOutNote({ labelSet, leftOut }: ExportLabelSet): string | null {
  if (leftOut.length === 0) return null;
  const sum = leftOut.reduce((total, { count }) => total + count, 0);
  const which = leftOut.map(({ name, count }) => `${count} of “${name}”`).join(', ');
  return `${sum} ${sum === 1 ? 'pair' : 'pairs'} left out, being of another label set than “${labelSet.name}”: ${which}. Mask values mean other classes there; select those pairs to export them by themselves.`;
}

function counted(ids: readonly string[], nameOf: (id: string) => string): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of ids.map(nameOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}
