import type { AttentionRecord } from '../../core/attention/types.ts';
import { MAX_TAU } from '../../core/attention/types.ts';
import { MAX_WINDOW_BINS, rescaleWindow, windowBinsOf } from '../../core/attention/window-bins.ts';
import { compareSides, type GridSize, type MapSide, nearestSide, sideText, tokensOf } from '../../core/grid-size.ts';
import { sidesAt } from '../../core/picture-sizes.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { ModelInfo } from '../../rpc/contract.ts';
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
    ...(record.edges ? {} : { lacksEdges: true }),
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
    crossSides: next.crossSides.length > 0 ? [...next.crossSides].sort(compareSides) : tuning.crossSides,
  };
}

/**
 * The nearest settings that `to` can serve. A window is a share of the trajectory, whatever the number of parts; a side that
 * is missing is worth telling.
 *
 * @param from what `tuning` is fitted to; null: to no record, as `freeTuning` leaves it
 */
export function fitTuning(tuning: TuningSettings, to: RecordShape, from: RecordShape | null = null): FittedTuning {
  const wanted = carrySides(tuning, to, from);
  const kept = wanted.crossSides.filter((side) => to.crossSides.includes(side));
  const crossSides = kept.length > 0 ? kept : to.crossSides;
  const [largest = wanted.selfSide] = [...to.selfSides].sort(compareSides).reverse();
  const selfSide = to.selfSides.includes(wanted.selfSide) ? wanted.selfSide : largest;
  const missing = [
    ...wanted.crossSides
      .filter((side) => !to.crossSides.includes(side))
      .map((side) => `cross-attention at ${sideText(side)}`),
    ...(selfSide === wanted.selfSide ? [] : [`self-attention at ${sideText(wanted.selfSide)}`]),
  ];
  const { objects } = tuning;
  const hasObjects = objects?.by !== 'edge' || !to.lacksEdges;
  const sentences = [
    ...(missing.length === 0
      ? []
      : [
          `This picture was recorded without ${missing.join(', ')}; its mask uses cross-attention at ` +
            `${crossSides.map(sideText).join(', ')} and self-attention at ${sideText(selfSide)}. To use other sides, generate it again.`,
        ]),
    ...(hasObjects
      ? []
      : [
          'This picture was recorded without edges in attention; its objects are connected parts. To part them at edges, generate it again.',
        ]),
  ];
  return {
    tuning: {
      ...tuning,
      crossSides,
      selfSide,
      window: rescaleWindow(tuning.window, from?.windowBins ?? MAX_WINDOW_BINS, to.windowBins),
      ...(hasObjects || !objects ? {} : { objects: { ...objects, by: 'component' } }),
    },
    lacking: sentences.length === 0 ? null : sentences.join(' '),
  };
}

/**
 * A tuning of a model's usual size, or that is fitted to no record, for a picture of another size: the same sides, its window as it is.
 *
 * @param size one that the model can draw or look at
 */
export function tuningAt(
  tuning: TuningSettings,
  { sizes, crossSides, selfSides }: Pick<ModelInfo, 'sizes' | 'crossSides' | 'selfSides'>,
  size: GridSize,
): TuningSettings {
  const windowBins = MAX_WINDOW_BINS;
  const to = { ...sidesAt(sizes, size), windowBins };
  const fitted = fitTuning(tuning, to, { crossSides, selfSides, windowBins }).tuning;
  return { ...tuning, crossSides: fitted.crossSides, selfSide: fitted.selfSide };
}

/** Sides of pictures of another size that are taken for one another differ in tokens by less than this. */
const MAX_TOKEN_RATIO = 3;

/**
 * The same sides of a picture of another size: where all of `from` has its counterpart in `to`, by their order, else the
 * nearest. A side that `to` has stays what it is.
 */
function carrySides(
  { crossSides, selfSide }: TuningSettings,
  to: RecordShape,
  from: RecordShape | null,
): Pick<TuningSettings, 'crossSides' | 'selfSide'> {
  const isOfSize = to.selfSides.includes(selfSide) || crossSides.some((side) => to.crossSides.includes(side));
  if (isOfSize) return { crossSides, selfSide };
  return {
    crossSides: [...new Set(crossSides.map((side) => counterpart(side, from?.crossSides ?? [], to.crossSides)))],
    selfSide: counterpart(selfSide, from?.selfSides ?? [], to.selfSides),
  };
}

function counterpart(side: MapSide, from: readonly MapSide[], to: readonly MapSide[]): MapSide {
  const place = [...from].sort(compareSides).indexOf(side);
  const [byOrder] = from.length === to.length && place >= 0 ? [...to].sort(compareSides).slice(place) : [];
  const near = byOrder ?? nearestSide(side, to);
  if (near === null) return side;
  const ratio = tokensOf(near) / tokensOf(side);
  return byOrder !== undefined || Math.max(ratio, 1 / ratio) < MAX_TOKEN_RATIO ? near : side;
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
