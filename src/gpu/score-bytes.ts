/** fp32 scores as u8: × 255, rounded, clamped to 0 … 255. */
export function quantiseScores(scores: Float32Array): Uint8Array {
  // Uint8ClampedArray would round halves to even; pack4x8unorm, the GPU's way, rounds them up.
  const bytes = new Uint8Array(scores.length);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    bytes[i] = score <= 0 ? 0 : score >= 1 ? 255 : score * 255 + 0.5;
  }
  return bytes;
}
