import { windowBinsOf } from '../../src/core/attention/window-bins.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import type { TuningSettings } from '../../src/core/segmentation/types.ts';
import type { ModelInfo } from '../../src/rpc/contract.ts';
import { defaultTuningOn } from '../../src/studio/settings/defaults.ts';
import { fitTuning } from '../../src/studio/tuning/fit-tuning.ts';

/** Whose settings masks are made with: the studio's own (docs/quality.md), or the paper's. */
export const TUNINGS = ['studio', 'paper'] as const;
export type TuningName = (typeof TUNINGS)[number];

export interface NamedTuning {
  readonly name: string;
  readonly tuning: TuningSettings;
}

type Info = Pick<ModelInfo, 'suggested' | 'crossSides' | 'selfSides' | 'latentSize' | 'attention'>;

/** What is changed of the named settings; undefined: nothing. */
export type TuningChange = { readonly [K in 'tau' | 'alpha' | 'beta']?: number | undefined };

/** Settings for records of so many captured calls of a model. */
export function tuningOf(name: TuningName, info: Info, calls: number, change: TuningChange = {}): TuningSettings {
  const { crossSides, selfSides, latentSize } = info;
  const windowBins = windowBinsOf(calls);
  const base =
    name === 'paper'
      ? defaultTuning(crossSides, selfSides, latentSize, windowBins)
      : fitTuning(defaultTuningOn(info), { crossSides, selfSides, windowBins }).tuning;
  const { tau = base.tau, alpha = base.alpha, beta = base.beta } = change;
  return { ...base, tau, alpha: Math.min(alpha, beta), beta };
}

const TAUS = [0, 0.5, 1, 2, 4, 8];
const BETAS = [0.3, 0.4, 0.5, 0.6];
/** Widths of the void band below β. */
const BANDS = [0, 0.1];

/**
 * τ × β × the void band below it × cross sides (each alone, those of `base`, and all): settings that need no further call of the
 * model.
 */
export function tuningGrid(base: TuningSettings, { crossSides }: Pick<ModelInfo, 'crossSides'>): NamedTuning[] {
  const choices = new Map(
    [...crossSides.map((side) => [side]), base.crossSides, crossSides].map((sides) => [sides.join('+'), sides]),
  );
  return [...choices].flatMap(([name, sides]) =>
    TAUS.flatMap((tau) =>
      BETAS.flatMap((beta) =>
        BANDS.map((band) => {
          const alpha = Math.round(100 * (beta - band)) / 100;
          return {
            name: `cross ${name}, τ ${tau}, α ${alpha}, β ${beta}`,
            tuning: { ...base, crossSides: sides, tau, alpha, beta },
          };
        }),
      ),
    ),
  );
}
