import { type Denoiser, type Estimate, estimateOf } from '../prediction.ts';
import type { PredictionType } from '../types.ts';
import type { DdimSchedule } from './ddim.ts';
import type { SamplerStep } from './sampler-step.ts';

/** Adams-Bashforth weights of orders 1 to 4, newest prediction first. */
const MULTISTEP = [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24]] as const;

/**
 * PNDM in its purely linear multistep form (PLMS, `skip_prk_steps`): DDIM's step along a combination of the last four
 * predictions. The latent keeps unit variance.
 *
 * The first step has no history. It is taken, the model is asked again where it ends, and it is taken anew along the
 * mean of both predictions; this second call counts to step 0 too. So n steps cost n + 1 calls, one step one. As in
 * diffusers, what is combined is the model's own prediction, be it ε or v.
 *
 * Source: Liu et al., "Pseudo Numerical Methods for Diffusion Models on Manifolds" (2022), equation 9 (algebraically
 * DDIM's step) and algorithm 2 without its Runge-Kutta part.
 * @param noise Unit normals of the latent's size.
 */
export async function* pndm(
  denoiser: Denoiser,
  noise: Float64Array,
  { timesteps, alphaBars }: DdimSchedule,
  predictionType: PredictionType,
): AsyncGenerator<SamplerStep> {
  let x = noise;
  const outputs: Float64Array[] = [];
  for (const [i, t] of timesteps.entries()) {
    const alphaBar = alphaBars[i] as number;
    const alphaBarPrev = alphaBars[i + 1] as number;
    const { output } = await denoiser(x, t, alphaBar, i);
    outputs.unshift(output);
    outputs.length = Math.min(outputs.length, MULTISTEP.length);
    const weights = MULTISTEP[outputs.length - 1] as readonly number[];
    let estimate = estimateOf(predictionType, x, combine(outputs, weights), alphaBar);
    const tNext = timesteps[i + 1];
    if (i === 0 && tNext !== undefined) {
      const ahead = await denoiser(transfer(estimate, alphaBarPrev), tNext, alphaBarPrev, i);
      // e' = ½(e_t + e_{t−δ})
      estimate = estimateOf(predictionType, x, combine([output, ahead.output], [1 / 2, 1 / 2]), alphaBar);
    }
    x = transfer(estimate, alphaBarPrev);
    yield { stepIndex: i, timestep: t, latent: x, x0: estimate.x0 };
  }
}

/** x_{t−δ} = √ᾱ_{t−δ} x₀ + √(1 − ᾱ_{t−δ}) ε */
function transfer({ x0, epsilon }: Estimate, alphaBarPrev: number): Float64Array {
  const [alpha, sigma] = [Math.sqrt(alphaBarPrev), Math.sqrt(1 - alphaBarPrev)];
  return x0.map((x0j, j) => alpha * x0j + sigma * (epsilon[j] as number));
}

/** e' = Σ_k w_k e_k */
function combine(outputs: readonly Float64Array[], weights: readonly number[]): Float64Array {
  return (outputs[0] as Float64Array).map((_, j) =>
    outputs.reduce((sum, e, k) => sum + (weights[k] as number) * (e[j] as number), 0),
  );
}
