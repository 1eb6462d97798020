import type { GenerationSettings } from '../../core/dataset/types.ts';
import { StudioError } from '../../core/errors.ts';
import type { LabelSet } from '../../core/prompt/types.ts';
import type { StudioState } from '../types.ts';
import type { KnownLabelSet } from './label-set-state.ts';

type Known = Pick<StudioState, 'labelSets'>;

/** The set of that id, retired ones included; null where it is not on this device. */
export function findLabelSet({ labelSets }: Known, id: string): LabelSet | null {
  return labelSets.find(({ set }) => set.id === id)?.set ?? null;
}

/** The set that settings name. @throws StudioError `class-unknown` where it is not on this device */
export function labelSetOf(state: Known, { labelSetId }: Pick<GenerationSettings, 'labelSetId'>): LabelSet {
  const found = findLabelSet(state, labelSetId);
  if (found) return found;
  throw new StudioError({
    code: 'class-unknown',
    message: `Expected the label set ${labelSetId}, found none of that id on this device. Import it from a file, or choose classes of another.`,
  });
}

/** What a person may choose from. */
export function offeredLabelSets({ labelSets }: Known): readonly KnownLabelSet[] {
  return labelSets.filter(({ isRetired }) => !isRetired);
}

const UNKNOWN = new Map<string, LabelSet>();

/**
 * The set of what is on the stage: of the selected pair, else of the running job, else the draft's. Without classes where it is not
 * on this device; then they are told by number.
 */
export function shownLabelSet(
  state: Pick<StudioState, 'labelSets' | 'labelSet' | 'pairs' | 'selectedId' | 'jobs'>,
): LabelSet {
  const pair = state.pairs.find(({ id }) => id === state.selectedId);
  const shown = pair ?? state.jobs.find((job) => job.state !== 'queued');
  if (!shown) return state.labelSet;
  const { labelSetId } = shown.settings;
  return findLabelSet(state, labelSetId) ?? unknownLabelSet(labelSetId);
}

/** One object for each id, so that what follows from it is computed once. */
function unknownLabelSet(id: string): LabelSet {
  const unknown = UNKNOWN.get(id) ?? { id, name: id, classes: [] };
  UNKNOWN.set(id, unknown);
  return unknown;
}
