import type { MapSide } from '../../src/core/grid-size.ts';
import { type TuningSettings, UPSAMPLINGS } from '../../src/core/segmentation/types.ts';

/** One line of a table: what it varies, and the tuning that it measures. */
export interface TuningRow {
  /** The ablation that the line belongs to. */
  readonly group: string;
  readonly name: string;
  readonly tuning: TuningSettings;
}

export const GRID_GROUP = 'components, all from the grid';
const GRID_SIDES = [[16], [16, 32]];
const STUDIO_SIDES = [...GRID_SIDES, [32]];
const STUDIO_TAUS = [0.5, 1, 2, 3, 4];
const GRID_TAUS = [0.5, 1, 2, 4, 6];
const GRID_THRESHOLDS = [0.3, 0.4, 0.5, 0.6];
/** Width of the paper's void band. */
const VOID_BAND = 0.1;

const TAUS = [0, 1, 2, 3, 4, 6, 8];
/** Where the best lies; the threshold depends on the exponent, so both are varied. */
const GUIDED_TAUS = [0, 0.5, 1, 2, 4];
const THRESHOLDS = [0.3, 0.4, 0.5, 0.6, 0.7];

/**
 * The paper's ablations that need no further UNet call, as changes of its settings (`standard`): components, cross side ×
 * self side, τ, α/β, step window, softmax scope, presence gate; and upsampling. Rows without a void band have α = β.
 */
export function tuningRows(
  standard: TuningSettings,
  crossSides: readonly MapSide[],
  selfSides: readonly MapSide[],
  windowBins: number,
): TuningRow[] {
  const plain = { ...standard, alpha: standard.beta };
  const rows: TuningRow[] = [];
  const add = (group: string, name: string, tuning: TuningSettings) => rows.push({ group, name, tuning });
  add('components', 'cross-attention', { ...plain, tau: 0 });
  add('components', '+ self-attention', plain);
  add('components', '+ void band', standard);
  for (const cross of [...crossSides.map((side) => [side]), ...pairsOf(crossSides), crossSides]) {
    add('cross × self side', `cross ${cross.join('+')}, no self`, { ...plain, crossSides: cross, tau: 0 });
    for (const selfSide of selfSides) {
      add('cross × self side', `cross ${cross.join('+')}, self ${selfSide}`, { ...plain, crossSides: cross, selfSide });
    }
  }
  for (const tau of TAUS) add('τ', `τ ${tau}`, { ...plain, tau });
  for (const beta of THRESHOLDS) {
    for (const alpha of THRESHOLDS) {
      if (alpha <= beta) add('α/β', `α ${alpha}, β ${beta}`, { ...standard, alpha, beta });
    }
  }
  for (let bin = 0; bin < windowBins; bin++) add('window', `part ${bin + 1}`, { ...plain, window: [bin, bin] });
  add('window', 'all', plain);
  for (const softmax of ['all', 'classes'] as const) add('softmax', `over ${softmax}`, { ...plain, softmax });
  for (const upsampling of UPSAMPLINGS) add('upsampling', upsampling, { ...plain, upsampling });
  for (const presenceGate of [true, false]) {
    add('presence gate', presenceGate ? 'on' : 'off', { ...plain, presenceGate });
  }
  return rows;
}

/**
 * The paper's recipe with exponent, cross sides, threshold and steps from the joint grid in (m), `gridRows`, as the paper's came
 * from a grid on Stable Diffusion. The void band is as wide as the paper's.
 */
export function gridTuning(standard: TuningSettings, windowBins: number): TuningSettings {
  const beta = 0.3;
  return {
    ...standard,
    tau: 1,
    crossSides: [16, 32],
    beta,
    alpha: beta - VOID_BAND,
    window: laterHalf(windowBins),
  };
}

/** The joint grid in which `gridTuning` is best, and its components. One knob at a time finds another. */
export function gridRows(standard: TuningSettings, windowBins: number): TuningRow[] {
  const found = gridTuning(standard, windowBins);
  const grid = jointGrid(standard, windowBins, GRID_TAUS);
  return [
    { group: GRID_GROUP, name: '+ self-attention', tuning: { ...found, alpha: found.beta } },
    { group: GRID_GROUP, name: '+ void band', tuning: found },
    ...grid.map((row) => ({ ...row, group: 'joint grid' })),
  ];
}

const laterHalf = (windowBins: number) => [Math.floor(windowBins / 2), windowBins - 1] as const;

/** What the studio ships, on records that were captured as it captures, and what else it could ship. */
export function studioRows(shipped: TuningSettings, windowBins: number): TuningRow[] {
  const plain = { ...shipped, alpha: shipped.beta };
  const rows: TuningRow[] = [
    { group: "studio's settings", name: 'without the void band', tuning: plain },
    { group: "studio's settings", name: 'with it', tuning: shipped },
    { group: "studio's settings", name: 'with it, bicubic', tuning: { ...shipped, upsampling: 'bicubic' } },
  ];
  for (const tau of GUIDED_TAUS) {
    for (const threshold of THRESHOLDS) {
      const tuning = { ...plain, tau, alpha: threshold, beta: threshold };
      rows.push({ group: "studio's τ × threshold", name: `τ ${tau}, α = β = ${threshold}`, tuning });
    }
  }
  for (const crossSides of STUDIO_SIDES) {
    for (const upsampling of UPSAMPLINGS) {
      const name = `cross ${crossSides.join('+')}, ${upsampling}`;
      rows.push({ group: "studio's sides × upsampling", name, tuning: { ...plain, crossSides, upsampling } });
    }
  }
  for (let first = 0; first < windowBins; first++) {
    const tuning = { ...plain, window: [first, windowBins - 1] } as const;
    rows.push({ group: "studio's window", name: `from part ${first + 1} on`, tuning });
  }
  const grid = jointGrid(shipped, windowBins, STUDIO_TAUS);
  rows.push(...grid.map((row) => ({ ...row, group: "studio's joint grid" })));
  return rows;
}

/** What new weights move together: exponent, sides, threshold and steps. The void band's width is judged apart. */
function jointGrid(settings: TuningSettings, windowBins: number, taus: readonly number[]): Omit<TuningRow, 'group'>[] {
  const rows: Omit<TuningRow, 'group'>[] = [];
  for (const crossSides of GRID_SIDES) {
    for (const [steps, window] of [
      ['all steps', [0, windowBins - 1]],
      ['later half', laterHalf(windowBins)],
    ] as const) {
      for (const tau of taus) {
        for (const threshold of GRID_THRESHOLDS) {
          const name = `cross ${crossSides.join('+')}, ${steps}, τ ${tau}, α = β = ${threshold}`;
          const tuning = { ...settings, crossSides, window, tau, alpha: threshold, beta: threshold };
          rows.push({ name, tuning });
        }
      }
    }
  }
  return rows;
}

const pairsOf = (sides: readonly MapSide[]) => sides.slice(1).map((side, index) => [sides[index] as MapSide, side]);
