export type PredictionType = 'epsilon' | 'v_prediction' | 'sample';
export type TimestepSpacing = 'leading' | 'trailing' | 'linspace';

/** The fields of diffusers' `scheduler_config.json` that decide a trajectory; names become camelCase, nothing else changes. */
export interface SchedulerConfig {
  readonly numTrainTimesteps: number;
  readonly betaStart: number;
  readonly betaEnd: number;
  readonly betaSchedule: 'linear' | 'scaled_linear' | 'squaredcos_cap_v2';
  readonly predictionType: PredictionType;
  readonly timestepSpacing: TimestepSpacing;
  readonly stepsOffset: number;
  readonly setAlphaToOne: boolean;
  readonly rescaleBetasZeroSnr: boolean;
}

export const SAMPLER_NAMES = ['ddim', 'euler', 'dpmpp-2m', 'dpmpp-2m-karras'] as const;
export type SamplerName = (typeof SAMPLER_NAMES)[number];

/** The network's raw output (ε, v or x₀ as the config says, guidance applied) for `x` at training timestep `t`. */
export type Model = (x: Float32Array, t: number, stepIndex: number) => Promise<Float32Array>;

export interface DenoiseStep {
  /** 0-based. */
  readonly stepIndex: number;
  readonly steps: number;
  /** Training timestep that the model saw; may be fractional (Euler with linspace spacing). */
  readonly timestep: number;
  /** Latent after the step, `[4,h,w]` row-major. In the sampler's own scale (Euler: variance-exploding). */
  readonly latent: Float32Array;
  /** The estimate of the finished latent x₀ after the step, same shape, always in the model's latent scale. */
  readonly x0: Float32Array;
}

export interface DenoiseOptions {
  readonly sampler: SamplerName;
  readonly config: SchedulerConfig;
  readonly steps: number;
  /** DDIM's η: 0 deterministic, 1 DDPM-like. Ignored by the others. */
  readonly eta: number;
  readonly model: Model;
  /** Unit normal noise of the latent's size; the sampler scales it by its own initial sigma. */
  readonly noise: Float32Array;
  /** Draws more unit normals, for stochastic samplers. */
  readonly drawNormals: (count: number) => Float32Array;
}
