import type { Pair } from '../studio-context.tsx';

/**
 * The pair to look at after a verdict: the next unreviewed one in strip order, from the beginning again at the end.
 * @returns null when all others have a verdict.
 */
export function nextUnreviewed(pairs: readonly Pair[], reviewedIds: readonly string[]): string | null {
  const from = pairs.findLastIndex((pair) => reviewedIds.includes(pair.id));
  const inTurn = [...pairs.slice(from + 1), ...pairs.slice(0, from + 1)];
  return inTurn.find((pair) => pair.review === 'unreviewed' && !reviewedIds.includes(pair.id))?.id ?? null;
}

/** Newest first: a new picture always appears at the same place. */
export function stripOrder(pairs: readonly Pair[]): readonly Pair[] {
  return [...pairs].sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
}
