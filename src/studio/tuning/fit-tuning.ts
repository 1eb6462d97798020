import type { AttentionRecord } from '../../core/attention/types.ts';
import { MAX_TAU } from '../../core/attention/types.ts';
import { MAX_WINDOW_BINS, rescaleWindow, windowBinsOf } from '../../core/attention/window-bins.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { RecordShape } from '../stage-state.ts';
import type { StudioState } from '../types.ts';

export interface FittedTuning {
  readonly tuning: TuningSettings;
  /** What the settings ask for and the record lacks, as a sentence; null where nothing had to change. */
  readonly lacking: string | null;
}

export function shapeOf(record: AttentionRecord): RecordShape {
  return {
    crossSides: record.crossSides,
    selfSides: record.stacks.map(({ selfSide }) => selfSide),
    windowBins: record.windowBins,
  };
}

/** Applies a change, keeping α ≤ β and the window in order: the value that was moved pushes the other one. */
export function changeTuning(tuning: TuningSettings, change: Partial<TuningSettings>): TuningSettings {
  const next = { ...tuning, ...change };
  const alpha = clamp(next.alpha, 0, 1);
  const beta = clamp(next.beta, 0, 1);
  const betaLeads = change.beta !== undefined && change.alpha === undefined;
  const [first, last] = next.window;
  const lastLeads = last !== tuning.window[1] && first === tuning.window[0];
  return {
    ...next,
    tau: clamp(next.tau, 0, MAX_TAU),
    alpha: betaLeads ? Math.min(alpha, beta) : alpha,
    beta: betaLeads ? beta : Math.max(alpha, beta),
    window: lastLeads ? [Math.min(first, last), last] : [first, Math.max(first, last)],
    // Averaging over no side means nothing: the last one cannot be switched off.
    crossSides: next.crossSides.length > 0 ? [...next.crossSides].sort((a, b) => a - b) : tuning.crossSides,
  };
}

/**
 * The nearest settings that `to` can serve. A window is a share of the trajectory, whatever the number of parts; a side that
 * is missing is worth telling.
 *
 * @param from what `tuning` is fitted to; null: to no record, as `freeTuning` leaves it
 */
export function fitTuning(tuning: TuningSettings, to: RecordShape, from: RecordShape | null = null): FittedTuning {
  const kept = tuning.crossSides.filter((side) => to.crossSides.includes(side));
  const crossSides = kept.length > 0 ? kept : to.crossSides;
  const selfSide = to.selfSides.includes(tuning.selfSide) ? tuning.selfSide : Math.max(...to.selfSides);
  const missing = [
    ...tuning.crossSides.filter((side) => !to.crossSides.includes(side)).map((side) => `cross-attention at ${side}`),
    ...(selfSide === tuning.selfSide ? [] : [`self-attention at ${tuning.selfSide}`]),
  ];
  return {
    tuning: {
      ...tuning,
      crossSides,
      selfSide,
      window: rescaleWindow(tuning.window, from?.windowBins ?? MAX_WINDOW_BINS, to.windowBins),
    },
    lacking:
      missing.length === 0
        ? null
        : `This picture was recorded without ${missing.join(', ')}; its mask uses cross-attention at ` +
          `${crossSides.join(', ')} and self-attention at ${selfSide}. To use other sides, generate it again.`,
  };
}

/** The current tuning apart from the record that it is fitted to: its window is over the most parts that there can be. */
export function freeTuning({
  tuning,
  recordShape,
  pairs,
  selectedId,
}: Pick<StudioState, 'tuning' | 'recordShape' | 'pairs' | 'selectedId'>): TuningSettings {
  // Until the pair's record is read, its settings tell how many parts it has.
  const settings = pairs.find(({ id }) => id === selectedId)?.settings;
  const calls = settings && (settings.renoiseTimesteps?.length ?? settings.steps);
  const bins = recordShape?.windowBins ?? (calls === undefined ? MAX_WINDOW_BINS : windowBinsOf(calls));
  return { ...tuning, window: rescaleWindow(tuning.window, bins, MAX_WINDOW_BINS) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
