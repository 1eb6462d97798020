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
