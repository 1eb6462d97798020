import { applyStep, revertStep } from './edit-step.ts';
import type { EditLayer, EditStep } from './types.ts';

/** A step of a large picture is kilobytes; nobody goes back further. */
const MOST_STEPS = 500;

/** Steps that can be taken back and done again, newest last. A value: each function returns another. */
export interface EditHistory {
  readonly done: readonly EditStep[];
  /** The next to be done again is the last. */
  readonly undone: readonly EditStep[];
}

export const NO_HISTORY: EditHistory = { done: [], undone: [] };

/** A step that changes nothing is none. */
export function addStep(history: EditHistory, step: EditStep): EditHistory {
  if (step.length === 0) return history;
  return { done: [...history.done, step].slice(-MOST_STEPS), undone: [] };
}

/** Runs of pixels that are stored with a layer: some dozen strokes, and less than the layer itself takes in memory. */
const MOST_KEPT_RUNS = 1000;

/** The newest steps that can be taken back, oldest first, as many as are worth storing. What was undone is not among them. */
export function keptSteps({ done }: EditHistory): EditStep[] {
  let runs = 0;
  const first = done.findLastIndex((step) => {
    runs += step.length;
    return runs > MOST_KEPT_RUNS;
  });
  return done.slice(first + 1);
}

/** @param steps that led to a layer, as `keptSteps` gives them */
export function historyOf(steps: readonly EditStep[]): EditHistory {
  return { done: steps, undone: [] };
}

export interface Moved {
  readonly history: EditHistory;
  readonly layer: EditLayer;
}

/** Null where there is nothing to take back. */
export function undoStep({ done, undone }: EditHistory, layer: EditLayer): Moved | null {
  const step = done.at(-1);
  if (!step) return null;
  return { history: { done: done.slice(0, -1), undone: [...undone, step] }, layer: revertStep(layer, step) };
}

/** Null where there is nothing to do again. */
export function redoStep({ done, undone }: EditHistory, layer: EditLayer): Moved | null {
  const step = undone.at(-1);
  if (!step) return null;
  return { history: { done: [...done, step], undone: undone.slice(0, -1) }, layer: applyStep(layer, step) };
}
