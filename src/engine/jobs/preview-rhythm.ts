/** Decoded estimates a picture. Decoding costs about as much as a small UNet call, so not every step gets one. */
const ESTIMATES = 6;

/** Whether the estimate after step `done` (1-based) of `steps` is decoded for the live view: evenly spread, never the last. */
export function isPreviewStep(done: number, steps: number): boolean {
  if (done >= steps) return false;
  const nth = (step: number) => Math.floor((step * ESTIMATES) / steps);
  return nth(done) > nth(done - 1);
}
