/** Parts of the trajectory that are kept apart, so that the step window can be chosen after the run. */
export const MAX_WINDOW_BINS = 4;

/** How many parts a run of `steps` has. */
export function windowBinsOf(steps: number): number {
  return Math.max(1, Math.min(MAX_WINDOW_BINS, steps));
}

/** The part that a step belongs to: equal parts, oldest first. */
export function windowBinAt(stepIndex: number, steps: number): number {
  return Math.floor((stepIndex * windowBinsOf(steps)) / steps);
}
