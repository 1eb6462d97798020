import type { Pair } from '../studio-context.tsx';

/**
 * The pair to look at after a verdict: the next unreviewed one in the gallery's order, from the beginning again at the end.
 * @returns null when all others have a verdict.
 */
export function nextUnreviewed(pairs: readonly Pair[], reviewedIds: readonly string[]): string | null {
  const from = pairs.findLastIndex((pair) => reviewedIds.includes(pair.id));
  const inTurn = [...pairs.slice(from + 1), ...pairs.slice(0, from + 1)];
  return inTurn.find((pair) => pair.review === 'unreviewed' && !reviewedIds.includes(pair.id))?.id ?? null;
}

/** Whether two strips would look the same: a slider changes the tuning of a pair at every frame, which no tile shows. */
export function isSameStrip(before: readonly Pair[], after: readonly Pair[]): boolean {
  return (
    before.length === after.length &&
    after.every((pair, at) => {
      const old = before[at];
      return pair === old || (pair.id === old?.id && pair.review === old.review && pair.settings === old.settings);
    })
  );
}
