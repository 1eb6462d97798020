import { StudioError } from '../core/errors.ts';
import type { TuningSettings } from '../core/segmentation/types.ts';
import { fitTuning, shapeOf } from './fit-tuning.ts';
import type { PairStage } from './pair-stage.ts';
import { noteSegmentation } from './segmentation-notes.ts';
import type { StudioBase } from './studio-base.ts';
import { findPair } from './studio-store.ts';
import type { RecordShape } from './types.ts';

/**
 * Writes the tuning of the shown pair to all others, each with its new presence and pixel counts, in the background. A pair
 * whose record cannot serve the tuning keeps its own and is counted in the closing notice. A second call overtakes the
 * first.
 */
export function createApplyTuningToAll(
  { store, notices, run, library, writer, segment }: StudioBase,
  stage: PairStage,
): () => void {
  let turn = 0;

  async function applyTo(id: string, wanted: TuningSettings, from: RecordShape | null): Promise<boolean> {
    const pair = findPair(store, id);
    if (!pair) return true;
    try {
      const record = await library.readRecord(id);
      const { tuning, lacking } = fitTuning(wanted, shapeOf(record), from);
      if (lacking) return false;
      const result = await segment({ id, record, width: pair.width, height: pair.height }, tuning);
      if (!result.ok) return false;
      noteSegmentation(store, writer, id, tuning, result.value);
      if (store.getState().selectedId === id) {
        // It was put on the stage in the meantime, with its old tuning.
        store.setState({ tuning });
        stage.refresh();
      }
      return true;
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return false;
    }
  }

  async function applyToAll(): Promise<void> {
    const thisTurn = ++turn;
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
      notices.dismiss(progress);
      await writer.flush();
    }
    if (kept === 0) notices.show({ tone: 'success', message: `All ${pairs.length} pairs have this tuning now.` });
    else {
      notices.show({
        tone: 'error',
        message: `${kept} of ${pairs.length} pairs kept their own tuning: their attention was recorded at other sides, or cannot be read.`,
      });
    }
  }

  return () => void run(applyToAll);
}

function progressText(done: number, total: number): string {
  return `Applying this tuning: ${done} of ${total} pairs done.`;
}
