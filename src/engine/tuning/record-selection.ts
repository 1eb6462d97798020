import { combineColumns } from '../../core/attention/combine-columns.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import type { MapSide } from '../../core/grid-size.ts';
import { isWordId } from '../../core/pair-classes.ts';
import { classPresence } from '../../core/segmentation/presence.ts';
import type { ClassPresence, TuningSettings } from '../../core/segmentation/types.ts';

/** What of a record a tuning's sides, window and softmax select; τ, α and β leave it as it is. */
export interface RecordSelection {
  /** fp32 `[MAX_TAU + 1, N, M]`, N the side's tokens */
  readonly stack: Float32Array;
  readonly side: MapSide;
  readonly presence: readonly ClassPresence[];
}

/**
 * Selects from a record, keeping the newest selection: a slider that changes τ, α or β finds it ready.
 *
 * @throws StudioError `settings-invalid` when the record has nothing for the selection.
 */
export function recordSelector(record: AttentionRecord): (tuning: TuningSettings) => RecordSelection {
  let newest: { key: string; selection: RecordSelection } | null = null;
  return (tuning) => {
    const { crossSides, selfSide, window, softmax } = tuning;
    const key = [crossSides.join(','), selfSide, window.join(','), softmax].join(' ');
    if (newest?.key === key) return newest.selection;
    const selection = select(record, tuning);
    newest = { key, selection };
    return selection;
  };
}

function select(record: AttentionRecord, tuning: TuningSettings): RecordSelection {
  const { classIds, positions } = record;
  const { stack, raw } = combineColumns(record, tuning);
  const evidence = tuning.softmax === 'all' ? raw : combineColumns(record, { ...tuning, softmax: 'all' }).raw;
  const presence = classPresence({ raw: evidence, classIds, positions });
  return { stack, side: tuning.selfSide, presence };
}

/** Which classes may win pixels: with the gate open, all. Words that are no class never do. */
export function mayWin(presence: readonly ClassPresence[], tuning: TuningSettings): boolean[] {
  return presence.map(({ classId, present }) => !isWordId(classId) && (present || !tuning.presenceGate));
}

/** Below any score. */
const BELOW_ALL = -1e9;

/**
 * α and β as pixels are compared with them. Upsampled scores may fall a little below 0, and a threshold of 0 means that nothing is
 * below it.
 */
export function comparedThresholds({ alpha, beta }: Pick<TuningSettings, 'alpha' | 'beta'>) {
  const compared = (threshold: number) => (threshold > 0 ? threshold : BELOW_ALL);
  return { alpha: compared(alpha), beta: compared(beta) };
}

/** What `validateTuning` needs to know of a record. */
export function recordChoices(record: AttentionRecord) {
  return {
    crossSides: record.crossSides,
    selfSides: record.stacks.map((stack) => stack.selfSide),
    windowBins: record.windowBins,
  };
}
