import type { EditLayer, EditRun, EditStep } from './types.ts';

/** What made `after` of `before`, two layers of the same size. */
export function stepBetween(before: EditLayer, after: EditLayer): EditStep {
  const runs: EditRun[] = [];
  let start = 0;
  const { values: olds } = before;
  const { values: news } = after;
  const close = (end: number) => {
    const [old, now] = [olds[start] as number, news[start] as number];
    if (end > start && old !== now) runs.push({ start, length: end - start, before: old, after: now });
    start = end;
  };
  for (let index = 1; index < olds.length; index++) {
    if (olds[index] !== olds[start] || news[index] !== news[start]) close(index);
  }
  close(olds.length);
  return runs;
}

/** The layer after the step, as a copy. */
export function applyStep({ width, height, values }: EditLayer, step: EditStep): EditLayer {
  const next = values.slice();
  for (const { start, length, after } of step) next.fill(after, start, start + length);
  return { width, height, values: next };
}

/** The layer before the step, as a copy. */
export function revertStep(layer: EditLayer, step: EditStep): EditLayer {
  return applyStep(
    layer,
    step.map((run) => ({ ...run, before: run.after, after: run.before })),
  );
}
