/**
 * Classifier-free guidance: ε = ε_u + w(ε_c − ε_u), for any prediction type.
 *
 * Source: Ho and Salimans, "Classifier-Free Diffusion Guidance" (2022), equation 6, whose w is one less: here 0 is
 * unconditional and 1 is conditional alone, which needs no unconditional call.
 * @param out Receives the result; may be one of the inputs.
 */
export function combineGuidance(
  unconditional: Float32Array,
  conditional: Float32Array,
  w: number,
  out: Float32Array,
): Float32Array {
  if (conditional.length !== unconditional.length || out.length !== unconditional.length) {
    throw new Error(`lengths differ: ${unconditional.length}, ${conditional.length}, ${out.length}`);
  }
  for (let i = 0; i < out.length; i++) {
    const epsilonU = unconditional[i] as number;
    out[i] = epsilonU + w * ((conditional[i] as number) - epsilonU);
  }
  return out;
}
