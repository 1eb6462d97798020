/**
 * Outline of a histogram as an SVG path in a box of `bins × 1`, bars touching. Heights grow with the square root of the
 * count: most pixels are background, and a linear scale would hide the rest.
 */
export function histogramPath(counts: readonly number[]): string {
  const highest = Math.max(...counts, 0);
  if (highest === 0) return '';
  const steps = counts.map((count, bin) => {
    const top = 1 - Math.sqrt(count / highest);
    return `V${Number(top.toFixed(4))}H${bin + 1}`;
  });
  return `M0 1${steps.join('')}V1Z`;
}
