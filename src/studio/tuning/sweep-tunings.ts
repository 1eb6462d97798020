import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';

/** Looks at one pair under many tunings, and changes nothing of it. */
export function createSweepTunings({
  store,
  notices,
  run,
  library,
  segment,
}: Pick<StudioBase, 'store' | 'notices' | 'run' | 'library' | 'segment'>): Pick<StudioActions, 'sweepTunings'> {
  async function sweep(
    id: string,
    tunings: readonly TuningSettings[],
    onMask: Parameters<StudioActions['sweepTunings']>[1],
    isStopped: () => boolean,
  ): Promise<void> {
    const [picture, record] = await Promise.all([library.readPicture(id), library.readRecord(id)]);
    for (const [index, tuning] of tunings.entries()) {
      if (isStopped()) return;
      const result = await segment({ id, record, picture }, tuning);
      if (isStopped()) return;
      if (!result.ok) {
        notices.show({ tone: 'error', message: result.error.message });
        return;
      }
      const { mask, width, height, pixels } = result.value;
      onMask(index, { ids: mask, width, height, pixels });
    }
  }

  return {
    sweepTunings(tunings, onMask) {
      const { selectedId } = store.getState();
      let stopped = false;
      if (selectedId !== null) void run(() => sweep(selectedId, tunings, onMask, () => stopped));
      return () => {
        stopped = true;
      };
    },
  };
}
