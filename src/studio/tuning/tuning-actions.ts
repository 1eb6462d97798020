import type { TuningSettings } from '../../core/segmentation/types.ts';
import { DEFAULT_TUNING, defaultTuningOn } from '../settings/defaults.ts';
import type { StudioBase } from '../studio-base.ts';
import { patchPair } from '../studio-store.ts';
import type { StudioActions } from '../types.ts';
import { changeTuning, fitTuning } from './fit-tuning.ts';
import type { PairStage } from './pair-stage.ts';

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

  return {
    tune,
    resetTuning() {
      const { recordShape, engine } = store.getState();
      const standard = engine.phase === 'ready' ? defaultTuningOn(engine.info.model) : DEFAULT_TUNING;
      // The default window and sides mean "what there is": a record without them is no surprise here.
      tune(recordShape ? fitTuning(standard, recordShape).tuning : standard);
    },
  };
}
