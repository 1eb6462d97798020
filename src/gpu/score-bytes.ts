/** Writes fp32 scores as u8 into `bytes`: × 255, rounded, clamped to 0 … 255. */
export function quantiseScores(scores: Float32Array, bytes: Uint8Array): void {
  // A clamped view rounds and clamps without a branch.
  const clamped = new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < scores.length; i++) clamped[i] = (scores[i] as number) * 255;
}
