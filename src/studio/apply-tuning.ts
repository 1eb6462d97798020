import { StudioError } from '../core/errors.ts';
import type { TuningSettings } from '../core/segmentation/types.ts';
import type { PairMeta } from '../storage/types.ts';
import { fitTuning, shapeOf } from './fit-tuning.ts';
import type { PairStage } from './pair-stage.ts';
import { noteSegmentation } from './segmentation-notes.ts';
import type { StudioBase } from './studio-base.ts';
import { findPair, patchPair } from './studio-store.ts';
import type { RecordShape } from './types.ts';

type Tuned = Pick<PairMeta, 'tuning' | 'presence' | 'pixels'>;

/** What one pair was before, and the tuning that it was given. */
interface Overwritten {
  readonly before: Tuned;
  readonly given: TuningSettings;
}

/**
 * Writes the tuning of the shown pair to all others, each with its new presence and pixel counts, in the background. A pair
 * whose record cannot serve the tuning keeps its own and is counted in the closing notice, which offers to undo. A second
 * call overtakes the first; its Undo takes back both.
 */
export function createApplyTuningToAll(
  { store, notices, run, library, writer, segment }: StudioBase,
  stage: PairStage,
): () => void {
  let turn = 0;
  let isRunning = false;
  let overwritten = new Map<string, Overwritten>();

  async function applyTo(id: string, wanted: TuningSettings, from: RecordShape | null): Promise<boolean> {
    const pair = findPair(store, id);
    if (!pair) return true;
    try {
      const record = await library.readRecord(id);
      const { tuning, lacking } = fitTuning(wanted, shapeOf(record), from);
      if (lacking) return false;
      const result = await segment({ id, record, width: pair.width, height: pair.height }, tuning);
      if (!result.ok) return false;
      const { tuning: oldTuning, presence, pixels } = findPair(store, id) ?? pair;
      const before = overwritten.get(id)?.before ?? { tuning: oldTuning, presence, pixels };
      overwritten.set(id, { before, given: tuning });
      noteSegmentation(store, writer, id, tuning, result.value);
      showOnStage(id, tuning);
      return true;
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return false;
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
    let kept = 0;
    try {
      for (const [done, id] of ids.entries()) {
        if (thisTurn !== turn) return;
        notices.update(progress, progressText(done, ids.length));
        if (!(await applyTo(id, tuning, recordShape))) kept++;
      }
    } finally {
      if (thisTurn === turn) isRunning = false;
      notices.dismiss(progress);
      await writer.flush();
    }
    if (thisTurn === turn) tellDone(kept, pairs.length);
  }

  function tellDone(kept: number, total: number): void {
    const taken = overwritten;
    const undo = taken.size > 0 ? { action: { label: 'Undo', run: () => takeBack(taken) } } : {};
    if (kept === 0) notices.show({ tone: 'success', message: `All ${total} pictures have this tuning now.`, ...undo });
    else {
      notices.show({
        tone: 'error',
        message: `${kept} of ${total} pictures kept their own tuning: their attention was recorded at other sides, or cannot be read.`,
        ...undo,
      });
    }
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
