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

/**
 * A window over `from` parts as one over `to` parts. Of fewer parts it takes all that it touches, of more only those that it
 * covers, so that [2, 3] of 4, the later half, is [1, 2] of 3 and [2, 3] of 4 again. What is past the end is clipped.
 */
export function rescaleWindow(
  [first, last]: readonly [number, number],
  from: number,
  to: number,
): readonly [number, number] {
  const [start, end] = [(first * to) / from, ((last + 1) * to) / from];
  const isFiner = to > from;
  const newFirst = Math.min(isFiner ? Math.ceil(start) : Math.floor(start), to - 1);
  const newLast = Math.min((isFiner ? Math.floor(end) : Math.ceil(end)) - 1, to - 1);
  return [newFirst, Math.max(newFirst, newLast)];
}
