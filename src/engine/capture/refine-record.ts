import { buildColumns, type ClassColumns, type CrossMap } from '../../core/attention/class-columns.ts';
import { cropPlanes, type FrameCut, sideOfPart } from '../../core/attention/frame-cut.ts';
import { checkRowSums } from '../../core/attention/row-sums.ts';
import { type AttentionRecord, MAX_TAU, type PowerStack } from '../../core/attention/types.ts';
import { windowBinsOf } from '../../core/attention/window-bins.ts';
import { compareSides, type MapSide, tokensOf } from '../../core/grid-size.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { blendClassMaps } from '../../gpu/kernels/class-maps/class-maps.cpu.ts';
import type { LiveHeatmaps } from '../../rpc/contract.ts';
import type { CaptureRun } from './capture.ts';

/** Computes A_Sᵏ·X₀ for k = 0 … maxPower: fp32 `[maxPower + 1, N, columns]`. The CPU twin or the kernel. */
export type Refine = (task: {
  readonly selfSide: MapSide;
  /** fp32 `[N, columns]` row-major. */
  readonly x0: Float32Array;
  readonly columns: number;
  readonly maxPower: number;
}) => Promise<Float32Array>;

/** Of a model without self-attention: nothing is spread, so all powers are X₀ itself. */
export const refineWithoutSelf: Refine = async ({ x0, maxPower }) => {
  const stack = new Float32Array((maxPower + 1) * x0.length);
  for (let power = 0; power <= maxPower; power++) stack.set(x0, power * x0.length);
  return stack;
};

/**
 * Refines all columns at every self side, so that A_S can be dropped.
 *
 * @throws StudioError `self-check-failed` when rows of A_S do not sum to 1
 */
export async function refineRecord(
  crossMaps: readonly CrossMap[],
  run: CaptureRun,
  selfSides: readonly MapSide[],
  refine: Refine,
): Promise<AttentionRecord> {
  let columns: AttentionRecord['columns'] = [];
  const stacks: PowerStack[] = [];
  for (const selfSide of selfSides) {
    const built = buildColumns({ crossMaps, spans: run.spans, selfSide });
    columns = built.columns;
    stacks.push({ selfSide, data: await refineChecked(selfSide, built.x0, columns.length, refine) });
  }
  return {
    version: 1,
    classIds: run.spans.map(({ classId }) => classId),
    positions: run.positions,
    windowBins: windowBinsOf(run.steps),
    crossSides: [...new Set(crossMaps.map(({ side }) => side))].sort(compareSides),
    columns,
    stacks,
  };
}

/** A_S·1 at each side: the row sums, without a copy of A_S. @throws StudioError `self-check-failed` */
export async function checkSelfAttention(selfSides: readonly MapSide[], refine: Refine): Promise<void> {
  for (const selfSide of selfSides) {
    const tokens = tokensOf(selfSide);
    const ones = new Float32Array(tokens).fill(1);
    const stack = await refine({ selfSide, x0: ones, columns: 1, maxPower: 1 });
    checkRowSums(stack.subarray(tokens), selfSide);
  }
}

/** A column of ones goes along: A_S·1 are A_S's row sums, so the self-check needs no copy of A_S. */
async function refineChecked(selfSide: MapSide, x0: Float32Array, columns: number, refine: Refine) {
  const tokens = tokensOf(selfSide);
  const extended = new Float32Array(tokens * (columns + 1));
  for (let n = 0; n < tokens; n++) {
    extended.set(x0.subarray(n * columns, (n + 1) * columns), n * (columns + 1));
    extended[n * (columns + 1) + columns] = 1;
  }
  const stack = await refine({ selfSide, x0: extended, columns: columns + 1, maxPower: MAX_TAU });
  const data = new Float32Array((MAX_TAU + 1) * tokens * columns);
  const rowSums = new Float32Array(tokens);
  for (let row = 0; row < (MAX_TAU + 1) * tokens; row++) {
    const start = row * (columns + 1);
    data.set(stack.subarray(start, start + columns), row * columns);
    if (tokens <= row && row < 2 * tokens) rowSums[row - tokens] = stack[start + columns] as number;
  }
  checkRowSums(rowSums, selfSide);
  return data;
}

/** The maps that a live view shows: those of the step window, or until it begins of the whole trajectory so far. */
export function liveMaps<T extends Pick<CrossMap, 'side' | 'bin' | 'softmax'>>(
  maps: readonly T[],
  { crossSides, softmax, window: [first, last] }: TuningSettings,
): readonly T[] {
  const soFar = maps.filter((map) => map.softmax === softmax && crossSides.includes(map.side));
  const inWindow = soFar.filter(({ bin }) => first <= bin && bin <= last);
  return inWindow.length > 0 ? inWindow : soFar;
}

/**
 * Class maps from a run that still goes on: as the finished picture's, but with A_S over the trajectory so far, and with the
 * columns combined before refining, since only one exponent is looked at.
 *
 * @param crossMaps `liveMaps`
 * @param cut the part of what the model is shown that the maps are of
 */
export async function previewHeatmaps(
  crossMaps: readonly CrossMap[],
  run: CaptureRun,
  { selfSide, tau }: Pick<TuningSettings, 'selfSide' | 'tau'>,
  refine: Refine,
  cut?: FrameCut,
): Promise<LiveHeatmaps> {
  const classes = run.spans.length;
  const combined = averageColumns(buildColumns({ crossMaps, spans: run.spans, selfSide }), classes);
  const maxPower = Math.ceil(tau);
  const whole = await refine({ selfSide, x0: combined, columns: classes, maxPower });
  // Before they are normalised: what lies around the part is no maximum of it.
  const stack = cut ? cropPlanes(whole, selfSide, { planes: maxPower + 1, columns: classes }, cut) : whole;
  const side = cut ? sideOfPart(selfSide, cut) : selfSide;
  const maps = new Float32Array(classes * tokensOf(side));
  blendClassMaps({ stack, maxPower, tau, side, classes, maps });
  return { classIds: run.spans.map(({ classId }) => classId), side, maps };
}

/** `[N, columns]` → `[N, classes]`: the mean of a class's columns, weighted by sites × steps. */
function averageColumns({ columns, x0 }: ClassColumns, classes: number): Float32Array {
  const tokens = x0.length / columns.length;
  const total = columns.reduce((sum, { weight }) => sum + weight, 0) / classes;
  const mean = new Float32Array(tokens * classes);
  columns.forEach(({ classIndex, weight }, column) => {
    for (let n = 0; n < tokens; n++) {
      const cell = n * classes + classIndex;
      mean[cell] = (mean[cell] as number) + (weight / total) * (x0[n * columns.length + column] as number);
    }
  });
  return mean;
}
