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
  /** Where samplers that work in σ end: on 0, or on the smallest σ of training. */
  readonly finalSigmasType: 'zero' | 'sigma_min';
  readonly useKarrasSigmas: boolean;
  /** LCM: how many timesteps the model was distilled on; its steps are chosen among them. */
  readonly originalInferenceSteps: number;
  /** LCM: factor of t in the boundary condition's c_skip and c_out. */
  readonly timestepScaling: number;
  /** Falling; a model that was distilled for just these visits some of them, whatever the spacing. Missing: all. */
  readonly trainedTimesteps?: readonly number[];
}

/** `euler` and `unipc` take Karras sigmas where the config says so; DPM++ 2M has a name for each. */
export const SAMPLER_NAMES = [
  'ddim',
  'euler',
  'euler-ancestral',
  'dpmpp-2m',
  'dpmpp-2m-karras',
  'unipc',
  'pndm',
  'lcm',
] as const;
export type SamplerName = (typeof SAMPLER_NAMES)[number];

/** Lowest and highest training timestep with guidance, both included. */
export type GuidedTimesteps = readonly [lowest: number, highest: number];

/**
 * The network's raw output (ε, v or x₀ as the config says, guidance applied) for `x` at training timestep `t`. Called
 * once a step, in PNDM's first step twice.
 */
export type Model = (x: Float32Array, t: number, stepIndex: number) => Promise<Float32Array>;

export interface DenoiseStep {
  /** 0-based. */
  readonly stepIndex: number;
  readonly steps: number;
  /** Training timestep that the model saw; may be fractional (Euler with linspace spacing). */
  readonly timestep: number;
  /** Latent after the step, `[C,h,w]` row-major. In the sampler's own scale (Euler: variance-exploding). */
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
