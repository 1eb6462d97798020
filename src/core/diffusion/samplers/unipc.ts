import type { Denoiser } from '../prediction.ts';
import { type NoiseLevel, noiseLevel } from '../schedule/noise-level.ts';
import type { SigmaSchedule } from '../schedule/sigmas.ts';
import type { SamplerStep } from './sampler-step.ts';

/** A level that the trajectory has passed, and the model's x₀ there. */
interface Passed {
  readonly level: NoiseLevel;
  readonly x0: Float64Array;
}

/** A prediction step that the next model call may correct. */
interface Predicted {
  readonly x: Float64Array;
  readonly s: Passed;
  /** The point before `s` where the step was of second order. */
  readonly before: Passed | undefined;
}

/**
 * UniPC of second order with B(h) = e^h − 1 ("bh2"), predicting x₀. The latent keeps unit variance: x = α·x₀ + σ·ε.
 *
 * One model call a step serves twice: it corrects the step that led here (UniC), then predicts the next one (UniP). The
 * model never sees the corrected latent, and the last step is never corrected. The first step has no history and the
 * last one may end on σ = 0, where λ is infinite: both are of first order.
 *
 * Source: Zhao et al., "UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models" (2023),
 * section 3, in its form that predicts data, where h becomes −h.
 * @param noise Unit normals of the latent's size.
 */
export async function* unipc(
  denoiser: Denoiser,
  noise: Float64Array,
  { timesteps, sigmas }: SigmaSchedule,
): AsyncGenerator<SamplerStep> {
  let x = noise;
  let predicted: Predicted | undefined;
  for (const [i, t] of timesteps.entries()) {
    const level = noiseLevel(sigmas[i] as number);
    const { x0 } = await denoiser(x, t, level.alpha * level.alpha, i);
    const s = { level, x0 };
    const corrected = predicted ? correct(predicted, s) : x;
    const isLast = i === timesteps.length - 1;
    const before: Passed | undefined = isLast ? undefined : predicted?.s;
    x = predict({ x: corrected, s, before }, noiseLevel(sigmas[i + 1] as number));
    predicted = { x: corrected, s, before };
    yield { stepIndex: i, timestep: t, latent: x, x0 };
  }
}

/** UniP: from `s` to `next`. */
function predict({ x, s, before }: Predicted, next: NoiseLevel): Float64Array {
  // x̃ = (σ_t/σ_s) x_s − α_t (e^{−h} − 1) m_s
  const h = next.lambda - s.level.lambda;
  const decay = next.sigma / s.level.sigma;
  const gain = -next.alpha * Math.expm1(-h);
  if (!before) return x.map((xj, j) => decay * xj + gain * (s.x0[j] as number));
  // x_t = x̃ − α_t B ½ D,  D = (m_r − m_s)/r,  r = (λ_r − λ_s)/h
  const r = (before.level.lambda - s.level.lambda) / h;
  return x.map((xj, j) => {
    const m = s.x0[j] as number;
    return decay * xj + gain * (m + ((before.x0[j] as number) - m) / (2 * r));
  });
}

/** UniC: the step to `t` once more, now that the model has spoken there. */
function correct({ x, s, before }: Predicted, t: Passed): Float64Array {
  const h = t.level.lambda - s.level.lambda;
  const decay = t.level.sigma / s.level.sigma;
  const gain = -t.level.alpha * Math.expm1(-h);
  // x_t = x̃ − α_t B (ρ_1 D + ρ_2 (m_t − m_s));  of first order ρ_2 = ½ alone
  if (!before) return x.map((xj, j) => decay * xj + (gain * ((s.x0[j] as number) + (t.x0[j] as number))) / 2);
  const r = (before.level.lambda - s.level.lambda) / h;
  // ρ_1 + ρ_2 = b_1,  r ρ_1 + ρ_2 = b_2
  // b_1 = φ_2/B,  b_2 = 2 φ_3/B;  φ_2 = B/(−h) − 1,  φ_3 = φ_2/(−h) − ½,  B = e^{−h} − 1
  const B = Math.expm1(-h);
  const phi2 = B / -h - 1;
  const phi3 = phi2 / -h - 1 / 2;
  const rho1 = (phi2 - 2 * phi3) / B / (1 - r);
  const rho2 = phi2 / B - rho1;
  return x.map((xj, j) => {
    const m = s.x0[j] as number;
    const D = ((before.x0[j] as number) - m) / r;
    return decay * xj + gain * (m + rho1 * D + rho2 * ((t.x0[j] as number) - m));
  });
}
