import type { Job } from './queue-state.ts';

/**
 * Places for `count` items between two neighbours, rising; null where the numbers between them are used up.
 * @param before null: there is none
 */
export function ordersBetween(before: number | null, after: number | null, count: number): number[] | null {
  const orders = Array.from({ length: count }, (_, i) => {
    if (before !== null && after !== null) return before + ((after - before) * (i + 1)) / (count + 1);
    if (after !== null) return after - count + i;
    return (before ?? 0) + 1 + i;
  });
  const all = [...(before === null ? [] : [before]), ...orders, ...(after === null ? [] : [after])];
  return all.every((order, i) => i === 0 || order > (all[i - 1] ?? order)) ? orders : null;
}

/** The running job, then those that wait by their places; at the same place by id, which is the same in every tab. */
export function inOrder(jobs: readonly Job[]): Job[] {
  const isWaiting = ({ state }: Job) => Number(state === 'queued');
  return jobs.toSorted(
    (a, b) => isWaiting(a) - isWaiting(b) || a.order - b.order || (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
}
