import { alphaBarAt } from '../schedule/schedule.ts';
import type { SchedulerConfig } from '../types.ts';

/**
 * Brings a clean latent to the noise level of training timestep `t`, so that one model call there shows its attention
 * on a picture that it need not have made: x_t = √ᾱ_t·x₀ + √(1 − ᾱ_t)·ε.
 *
 * Source: Ho et al., "Denoising Diffusion Probabilistic Models" (2020), equation 4.
 * @param latent x₀ in the model's latent scale, float32.
 * @param t Whole number from 0 to T − 1; a RangeError otherwise.
 * @param noise ε: unit normals of the latent's size.
 * @param out Receives x_t, which has unit variance as the model expects; may be one of the inputs.
 */
export function renoise(
  latent: Float32Array,
  config: SchedulerConfig,
  t: number,
  noise: Float32Array,
  out: Float32Array,
): Float32Array {
  if (noise.length !== latent.length || out.length !== latent.length) {
    throw new Error(`lengths differ: ${latent.length}, ${noise.length}, ${out.length}`);
  }
  const alphaBar = alphaBarAt(config, t);
  const [alpha, sigma] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
  for (let i = 0; i < out.length; i++) out[i] = alpha * (latent[i] as number) + sigma * (noise[i] as number);
  return out;
}
