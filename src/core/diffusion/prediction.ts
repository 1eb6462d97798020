import { StudioError } from '../errors.ts';
import type { PredictionType } from './types.ts';

/** A model in float64, its input already scaled to unit variance: the seam at which samplers are tested. */
export type Float64Model = (x: Float64Array, t: number, stepIndex: number) => Promise<ArrayLike<number>>;

/** What the model's output says about x_t = √ᾱ·x₀ + √(1 − ᾱ)·ε. */
export interface Estimate {
  readonly x0: Float64Array;
  readonly epsilon: Float64Array;
  /** What the model predicted itself: ε, v or x₀. */
  readonly output: Float64Array;
}

/** The model as samplers see it: whatever it predicts, they get x₀ and ε. `alphaBar` is ᾱ of `x`. */
export type Denoiser = (x: Float64Array, t: number, alphaBar: number, stepIndex: number) => Promise<Estimate>;

/**
 * Wraps a model so that samplers need not know what it predicts.
 *
 * Source of v: Salimans and Ho, "Progressive Distillation for Fast Sampling of Diffusion Models" (2022), appendix D.
 * @returns A denoiser; it throws StudioError `model-unsupported` where ε is predicted at ᾱ = 0, which says nothing of x₀.
 */
export function denoiserOf(model: Float64Model, predictionType: PredictionType): Denoiser {
  return async (x, t, alphaBar, stepIndex) => {
    const output = await model(x, t, stepIndex);
    if (output.length !== x.length) throw new Error(`model returned ${output.length} numbers for ${x.length}`);
    return estimateOf(predictionType, x, Float64Array.from(output), alphaBar);
  };
}

/**
 * Reads a prediction for `x`, whose ᾱ is `alphaBar`.
 * @throws StudioError `model-unsupported` for ε at ᾱ = 0.
 */
export function estimateOf(
  predictionType: PredictionType,
  x: Float64Array,
  output: Float64Array,
  alphaBar: number,
): Estimate {
  return { ...convert[predictionType](x, output, Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)), output };
}

/** With α = √ᾱ and σ = √(1 − ᾱ). */
const convert: Record<
  PredictionType,
  (x: Float64Array, output: Float64Array, alpha: number, sigma: number) => Omit<Estimate, 'output'>
> = {
  // x₀ = (x − σε)/α
  epsilon(x, epsilon, alpha, sigma) {
    if (alpha === 0) throw epsilonOfPureNoise();
    return { x0: x.map((xi, i) => (xi - sigma * (epsilon[i] as number)) / alpha), epsilon };
  },
  // x₀ = αx − σv,  ε = αv + σx
  v_prediction(x, v, alpha, sigma) {
    return {
      x0: x.map((xi, i) => alpha * xi - sigma * (v[i] as number)),
      epsilon: x.map((xi, i) => alpha * (v[i] as number) + sigma * xi),
    };
  },
  // ε = (x − αx₀)/σ
  sample(x, x0, alpha, sigma) {
    return { x0, epsilon: x.map((xi, i) => (xi - alpha * (x0[i] as number)) / sigma) };
  },
};

function epsilonOfPureNoise(): StudioError {
  return new StudioError({
    code: 'model-unsupported',
    message:
      'A zero-terminal-SNR schedule needs prediction_type v_prediction or sample: at its first timestep the latent is ' +
      'pure noise, and ε tells nothing about the picture. Found epsilon. Correct scheduler_config.json.',
    details: { field: 'prediction_type' },
  });
}
