/**
 * Scores without min-max: x_c / (x_c + b), b the greatest of the background columns at that cell. Attention to words of one
 * text shares one softmax, so classes and background compare cell by cell, and ½ is where a class overtakes the background.
 * OVDiff's idea of background that competes (arXiv 2306.09316), its prototypes replaced by words; the ratio is this project's.
 *
 * @param columns fp32 `[N, count]`: `classes` columns of classes, then background
 * @returns fp32 `[classes, N]`, 0 … 1
 */
export function backgroundShare(columns: Float32Array, count: number, classes: number): Float32Array {
  const tokens = columns.length / count;
  const shares = new Float32Array(classes * tokens);
  for (let n = 0; n < tokens; n++) {
    let background = 0;
    for (let c = classes; c < count; c++) background = Math.max(background, columns[n * count + c] as number);
    for (let c = 0; c < classes; c++) {
      // Bicubic resizing of A_C may undershoot.
      const score = Math.max(0, columns[n * count + c] as number);
      shares[c * tokens + n] = score > 0 ? score / (score + background) : 0;
    }
  }
  return shares;
}

/** Each column divided by its mean over the grid: what remains is where, not how much. */
export function perMean(columns: Float32Array, count: number): Float32Array {
  const tokens = columns.length / count;
  const means = new Float64Array(count);
  for (let cell = 0; cell < columns.length; cell++) {
    const column = cell % count;
    means[column] = (means[column] as number) + (columns[cell] as number) / tokens;
  }
  return columns.map((value, cell) => {
    const mean = means[cell % count] as number;
    return mean > 0 ? value / mean : 0;
  });
}
