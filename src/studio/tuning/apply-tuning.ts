import { StudioError } from '../../core/errors.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { PairMeta } from '../../storage/types.ts';
import type { RecordShape } from '../stage-state.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair, patchPair } from '../studio-store.ts';
import { fitTuning, shapeOf } from './fit-tuning.ts';
import type { PairStage } from './pair-stage.ts';
import { noteSegmentation } from './segmentation-notes.ts';
import { type KeptBecause, whyKept } from './why-kept.ts';

type Tuned = Pick<PairMeta, 'tuning' | 'presence' | 'pixels' | 'places'>;

/** What one pair was before, and the tuning that it was given. */
interface Overwritten {
  readonly before: Tuned;
  readonly given: TuningSettings;
}

/** The pairs that were gone through, by id. */
interface Outcome {
  readonly applied: string[];
  readonly kept: Map<string, KeptBecause>;
}

/**
 * Writes the tuning of the shown pair to all others, each with its new presence and pixel counts, in the background. A pair
 * whose record cannot serve the tuning, or whose mask fails, keeps its own; the closing notice says how many and why, and
 * offers to undo, also where a bug ended the work halfway. A second call overtakes the first; its Undo takes back both.
 */
export function createApplyTuningToAll(
  { store, notices, run, library, writer, segment }: StudioBase,
  stage: PairStage,
): () => void {
  let turn = 0;
  let isRunning = false;
  let overwritten = new Map<string, Overwritten>();

  /** Why the pair keeps its own tuning; null where it has the new one now, or is gone. */
  async function applyTo(
    id: string,
    wanted: TuningSettings,
    from: RecordShape | null,
    thisTurn: number,
  ): Promise<KeptBecause | null> {
    if (!findPair(store, id)) return null;
    try {
      const [picture, record] = await Promise.all([library.readPicture(id), library.readRecord(id)]);
      const { tuning, lacking } = fitTuning(wanted, shapeOf(record), from);
      if (lacking) return 'other-sides';
      const result = await segment({ id, record, picture }, tuning);
      // A call that overtook this one has its own say about the pair, or may have started from it.
      if (thisTurn !== turn) return null;
      if (!result.ok) return result.error;
      const current = findPair(store, id);
      if (!current) return null;
      const { tuning: oldTuning, presence, pixels, places = {} } = current;
      const before = overwritten.get(id)?.before ?? { tuning: oldTuning, presence, pixels, places };
      overwritten.set(id, { before, given: tuning });
      noteSegmentation(store, writer, id, tuning, result.value);
      showOnStage(id, tuning);
      return null;
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return error;
    }
  }

  /** Where the pair was put on the stage in the meantime, with another tuning. */
  function showOnStage(id: string, tuning: TuningSettings): void {
    if (store.getState().selectedId !== id) return;
    store.setState({ tuning });
    stage.refresh();
  }

  async function applyToAll(): Promise<void> {
    const thisTurn = ++turn;
    if (!isRunning) overwritten = new Map();
    isRunning = true;
    const { tuning, pairs, selectedId, recordShape = null } = store.getState();
    const ids = pairs.map(({ id }) => id).filter((id) => id !== selectedId);
    const progress = notices.show({ tone: 'info', message: progressText(0, ids.length), stays: true });
    const outcome: Outcome = { applied: selectedId === null ? [] : [selectedId], kept: new Map() };
    try {
      for (const [done, id] of ids.entries()) {
        if (thisTurn !== turn) return;
        notices.update(progress, progressText(done, ids.length));
        const because = await applyTo(id, tuning, recordShape, thisTurn);
        if (because === null) outcome.applied.push(id);
        else outcome.kept.set(id, because);
      }
    } finally {
      if (thisTurn === turn) isRunning = false;
      notices.dismiss(progress);
      await writer.flush();
      if (thisTurn === turn)
        tellDone(
          pairs.map(({ id }) => id),
          outcome,
        );
    }
  }

  /** Pairs that were removed in the meantime count for nothing. */
  function tellDone(ids: readonly string[], outcome: Outcome): void {
    const left = (some: Iterable<string>) => [...some].filter((id) => findPair(store, id));
    const [total, applied] = [left(ids).length, left(outcome.applied).length];
    const kept = left(outcome.kept.keys()).flatMap((id) => outcome.kept.get(id) ?? []);
    if (total === 0) return;
    const taken = overwritten;
    const undo = taken.size > 0 ? { action: { label: 'Undo', run: () => takeBack(taken) } } : {};
    if (applied === total) {
      const who = total === 1 ? 'The picture has' : `All ${total} pictures have`;
      notices.show({ tone: 'success', message: `${who} this tuning now.`, ...undo });
      return;
    }
    const message =
      applied + kept.length === total
        ? `${kept.length} of ${total} pictures kept their own tuning. ${whyKept(kept)}`
        : `Stopped halfway: ${applied} of ${total} pictures have this tuning now.`;
    notices.show({ tone: 'error', message, ...undo });
  }

  /** A pair that was tuned by hand since then keeps that. */
  function takeBack(taken: ReadonlyMap<string, Overwritten>): void {
    for (const [id, { before, given }] of taken) {
      const pair = findPair(store, id);
      if (!pair || JSON.stringify(pair.tuning) !== JSON.stringify(given)) continue;
      patchPair(store, id, before);
      writer.change(id, before);
      showOnStage(id, before.tuning);
    }
    void writer.flush();
  }

  return () => void run(applyToAll);
}

function progressText(done: number, total: number): string {
  return `Applying this tuning: ${done} of ${total} pictures done.`;
}
