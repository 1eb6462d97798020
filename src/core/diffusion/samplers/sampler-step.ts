/** What a sampler yields after each step, in float64; see `DenoiseStep`. */
export interface SamplerStep {
  readonly stepIndex: number;
  readonly timestep: number;
  readonly latent: Float64Array;
  readonly x0: Float64Array;
}
