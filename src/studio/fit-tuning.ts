import type { AttentionRecord } from '../core/attention/types.ts';
import { MAX_TAU } from '../core/attention/types.ts';
import { MAX_WINDOW_BINS, windowBinsOf } from '../core/attention/window-bins.ts';
import type { TuningSettings } from '../core/segmentation/types.ts';
import type { RecordShape, StudioState } from './types.ts';

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
 * The nearest settings that `to` can serve. A window over the whole trajectory of `from` (or reaching past the end of
 * `to`) means "to the end", whatever the number of parts; a side that is missing is worth telling.
 */
export function fitTuning(tuning: TuningSettings, to: RecordShape, from: RecordShape | null = null): FittedTuning {
  const end = to.windowBins - 1;
  const [first, last] = tuning.window;
  const wasWhole = from !== null && first === 0 && last >= from.windowBins - 1;
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
      window: wasWhole ? [0, end] : [Math.min(first, end), Math.min(last, end)],
    },
    lacking:
      missing.length === 0
        ? null
        : `This picture was recorded without ${missing.join(', ')}; its mask uses cross-attention at ` +
          `${crossSides.join(', ')} and self-attention at ${selfSide}. To use other sides, generate it again.`,
  };
}

/**
 * The current tuning apart from the record that it is fitted to. A window over the whole of a short trajectory becomes
 * the whole of any: else it would look like a choice of the first parts to the next picture.
 */
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
  const [first, last] = tuning.window;
  const isWhole = first === 0 && last >= bins - 1;
  return isWhole && last !== MAX_WINDOW_BINS - 1 ? { ...tuning, window: [0, MAX_WINDOW_BINS - 1] } : tuning;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
