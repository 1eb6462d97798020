import { type TuningSettings, UPSAMPLINGS } from '../../src/core/segmentation/types.ts';

/** One line of a table: what it varies, and the tuning that it measures. */
export interface TuningRow {
  /** The ablation that the line belongs to. */
  readonly group: string;
  readonly name: string;
  readonly tuning: TuningSettings;
}

/** The best τ of (r) and (m) at the paper's other settings; the paper found its 4 for Stable Diffusion in the same way. */
export const FOUND_TAU = 1;
export const FOUND_TAU_GROUP = `components, τ = ${FOUND_TAU}`;

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
  crossSides: readonly number[],
  selfSides: readonly number[],
  windowBins: number,
): TuningRow[] {
  const plain = { ...standard, alpha: standard.beta };
  const rows: TuningRow[] = [];
  const add = (group: string, name: string, tuning: TuningSettings) => rows.push({ group, name, tuning });
  add('components', 'cross-attention', { ...plain, tau: 0 });
  add('components', '+ self-attention', plain);
  add('components', '+ void band', standard);
  add(FOUND_TAU_GROUP, '+ self-attention', { ...plain, tau: FOUND_TAU });
  add(FOUND_TAU_GROUP, '+ void band', { ...standard, tau: FOUND_TAU });
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
  for (let first = 0; first < windowBins; first++) {
    const tuning = { ...plain, window: [first, windowBins - 1] } as const;
    rows.push({ group: "studio's window", name: `from part ${first + 1} on`, tuning });
  }
  return rows;
}

const pairsOf = (sides: readonly number[]) => sides.slice(1).map((side, index) => [sides[index] as number, side]);
