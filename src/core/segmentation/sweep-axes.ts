import type { TuningSettings } from './types.ts';

const TAUS = [0, 0.5, 1, 2, 4, 8];
const BETAS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.8];

export interface SweepAxes {
  /** Rising; the tuning's own is among them. */
  readonly taus: readonly number[];
  readonly betas: readonly number[];
}

/** Values of τ and β to look at side by side: the usual ones, and in the place of the nearest the tuning's own. */
export function sweepAxes({ tau, beta }: Pick<TuningSettings, 'tau' | 'beta'>): SweepAxes {
  return { taus: withOwn(TAUS, tau), betas: withOwn(BETAS, beta) };
}

function withOwn(usual: readonly number[], own: number): readonly number[] {
  const distances = usual.map((value) => Math.abs(value - own));
  const nearest = distances.indexOf(Math.min(...distances));
  return usual.with(nearest, own);
}

/** The tuning at one place of the sheet. α keeps below β. */
export function sweptTuning(tuning: TuningSettings, tau: number, beta: number): TuningSettings {
  return { ...tuning, tau, beta, alpha: Math.min(tuning.alpha, beta) };
}
