import type { LabelSetDraft } from './label-set-draft.ts';

/** A draft with the states before it, and those that were taken back. */
export interface EditHistory {
  readonly past: readonly LabelSetDraft[];
  readonly present: LabelSetDraft;
  readonly future: readonly LabelSetDraft[];
  /** What the last change was about; another of the same is no step of its own. Null: it was a whole step. */
  readonly topic: string | null;
}

/** Beyond these the first are forgotten. */
const MAX_STEPS = 200;

export function beginHistory(present: LabelSetDraft): EditHistory {
  return { past: [], present, future: [], topic: null };
}

/** @param topic of changes that come letter by letter, such as `name of 3`: they are taken back together */
export function record(history: EditHistory, present: LabelSetDraft, topic: string | null = null): EditHistory {
  if (present === history.present) return history;
  const goesOn = topic !== null && topic === history.topic;
  const past = goesOn ? history.past : [...history.past, history.present].slice(-MAX_STEPS);
  return { past, present, future: [], topic };
}

export function undo(history: EditHistory): EditHistory {
  const { past, present, future } = history;
  const before = past.at(-1);
  if (!before) return history;
  return { past: past.slice(0, -1), present: before, future: [present, ...future], topic: null };
}

export function redo(history: EditHistory): EditHistory {
  const { past, present, future } = history;
  const [next, ...rest] = future;
  if (!next) return history;
  return { past: [...past, present], present: next, future: rest, topic: null };
}
