import { canonicalJson } from '../../core/dataset/canonical-json.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { PairMeta } from '../../storage/types.ts';
import { DEFAULT_TUNING, defaultTuningOn } from '../settings/defaults.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair, patchPair } from '../studio-store.ts';
import { changeTuning, fitTuning } from './fit-tuning.ts';
import type { PairStage } from './pair-stage.ts';

type Tuned = Pick<PairMeta, 'id' | 'tuning' | 'presence' | 'pixels' | 'places'>;

export function createTuningActions(
  { store, notices, writer }: StudioBase,
  stage: PairStage,
): Pick<StudioActions, 'tune' | 'resetTuning'> {
  function tune(change: Partial<TuningSettings>): void {
    const { tuning: before, recordShape, selectedId } = store.getState();
    const changed = changeTuning(before, change);
    const { tuning, lacking } = recordShape
      ? fitTuning(changed, recordShape, recordShape)
      : { tuning: changed, lacking: null };
    if (lacking) notices.show({ tone: 'info', message: lacking });
    store.setState({ tuning });
    if (selectedId === null) return;
    patchPair(store, selectedId, { tuning });
    writer.change(selectedId, { tuning });
    stage.refresh();
  }

  /** The pair on the stage as it is tuned now. */
  function toTakeBack(): Tuned | null {
    const { selectedId, pairs } = store.getState();
    return pairs.find(({ id }) => id === selectedId) ?? null;
  }

  function offerUndo({ id, tuning, presence, pixels, places = {} }: Tuned, given: TuningSettings): void {
    if (canonicalJson(tuning) === canonicalJson(given)) return;
    notices.show({
      tone: 'info',
      message: 'Tuning reset.',
      action: {
        label: 'Undo',
        run() {
          const pair = findPair(store, id);
          // A pair that was tuned by hand since then keeps that.
          if (!pair || canonicalJson(pair.tuning) !== canonicalJson(given)) return;
          patchPair(store, id, { tuning, presence, pixels, places });
          writer.change(id, { tuning, presence, pixels, places });
          if (store.getState().selectedId !== id) return;
          store.setState({ tuning });
          stage.refresh();
        },
      },
    });
  }

  return {
    tune,
    resetTuning() {
      const { recordShape, engine } = store.getState();
      const standard = engine.phase === 'ready' ? defaultTuningOn(engine.info.model) : DEFAULT_TUNING;
      const before = toTakeBack();
      // The default window and sides mean "what there is": a record without them is no surprise here.
      tune(recordShape ? fitTuning(standard, recordShape).tuning : standard);
      if (before) offerUndo(before, store.getState().tuning);
    },
  };
}
