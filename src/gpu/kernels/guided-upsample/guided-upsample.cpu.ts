import { gridOf, tokensOf } from '../../../core/grid-size.ts';
import { bilinearTaps } from '../../../core/segmentation/bilinear.ts';
import { guideRadius, type PictureGuide } from '../../../core/segmentation/picture-guide.ts';
import { windowMeans } from '../../../core/segmentation/window-means.ts';

/** Coefficients of a cell: one for each colour, and a constant. */
export const COEFFICIENTS = 4;

/** Scores of a class map span 0 … 1; fitted, they may span less, but as little as this is the rounding of a constant. */
export const FLAT_RANGE = 1e-5;

/** Inputs of the guided upsampling kernel on the CPU. */
export interface GuidedUpsampleInput {
  /** fp32 `[M, N]`, N the tokens of the guide's side. */
  readonly maps: Float32Array;
  /** M */
  readonly classes: number;
  readonly guide: PictureGuide;
  /** fp32 `[M, H, W]`, overwritten: the fitted scores, which may leave 0 … 1. */
  readonly scores: Float32Array;
}

/** Class maps at the picture's size: `fitGuided`, then at each pixel the colour's score under the cells around it. */
export function guidedUpsampleCpu({ maps, classes, guide, scores }: GuidedUpsampleInput): void {
  const { side, width, height, colors } = guide;
  const coefficients = fitGuided(maps, classes, guide);
  const grid = gridOf(side);
  const tokens = tokensOf(side);
  const pixels = width * height;
  const across = bilinearTaps(grid.width, width);
  const down = bilinearTaps(grid.height, height);
  for (let c = 0; c < classes; c++) {
    for (let y = 0; y < height; y++) {
      const top = (down.lower[y] as number) * grid.width;
      const bottom = (down.upper[y] as number) * grid.width;
      const fy = down.fractions[y] as number;
      for (let x = 0; x < width; x++) {
        const left = across.lower[x] as number;
        const right = across.upper[x] as number;
        const fx = across.fractions[x] as number;
        const p = y * width + x;
        let score = 0;
        for (let k = 0; k < COEFFICIENTS; k++) {
          const plane = (c * COEFFICIENTS + k) * tokens;
          const high = mix(coefficients[plane + top + left] as number, coefficients[plane + top + right] as number, fx);
          const low = mix(
            coefficients[plane + bottom + left] as number,
            coefficients[plane + bottom + right] as number,
            fx,
          );
          score += mix(high, low, fy) * (k < 3 ? (colors[k * pixels + p] as number) : 1);
        }
        scores[c * pixels + p] = score;
      }
    }
  }
}

const mix = (a: number, b: number, fraction: number) => a + fraction * (b - a);

/**
 * The linear model in the picture's colours that the fast guided filter (He and Sun 2015, arXiv 1505.00996, algorithm 2, with
 * the colour guide of He, Sun and Tang, TPAMI 2013, equations 14–16) makes of each class map: in each window
 * a = (Σ + εU)⁻¹·cov(I, p) and b = p̄ − a·Ī, both averaged over the windows that hold a cell.
 *
 * Unlike the filter, it then makes the scores of the cells' mean colours span 0 … 1 again, as the maps did: smoothing flattens
 * faint classes, and α and β are meant for scores of that range. A constant map becomes zero everywhere.
 *
 * @param maps fp32 `[M, N]`
 * @returns fp32 `[M, 4, N]`: for R, G and B of 0 … 1, and the constant
 */
export function fitGuided(maps: Float32Array, classes: number, guide: PictureGuide): Float32Array {
  const tokens = tokensOf(guide.side);
  const fitted = new Float32Array(classes * COEFFICIENTS * tokens);
  const fitWindows = windowFit(guide);
  for (let c = 0; c < classes; c++) {
    const planes = fitted.subarray(c * COEFFICIENTS * tokens, (c + 1) * COEFFICIENTS * tokens);
    fitWindows(maps.subarray(c * tokens, (c + 1) * tokens), planes);
    normaliseFit(planes, guide);
  }
  return fitted;
}

/** One map's coefficients, `[4, N]`. */
function windowFit({ side, cells }: PictureGuide) {
  const tokens = tokensOf(side);
  const radius = guideRadius(side);
  const along = new Float64Array(tokens);
  const mean = new Float64Array(tokens);
  const covariance = [0, 1, 2].map(() => new Float64Array(tokens)) as [Float64Array, Float64Array, Float64Array];
  const coefficients = [...covariance, mean];
  const cell = (plane: number, n: number) => cells[plane * tokens + n] as number;
  return (map: Float32Array, planes: Float32Array) => {
    windowMeans(map, side, radius, along, mean);
    covariance.forEach((product, i) => {
      for (let n = 0; n < tokens; n++) product[n] = cell(i, n) * (map[n] as number);
      windowMeans(product, side, radius, along, product);
    });
    const [red, green, blue] = covariance;
    for (let n = 0; n < tokens; n++) {
      const average = mean[n] as number;
      const r = (red[n] as number) - average * cell(3, n);
      const g = (green[n] as number) - average * cell(4, n);
      const b = (blue[n] as number) - average * cell(5, n);
      red[n] = cell(6, n) * r + cell(7, n) * g + cell(8, n) * b;
      green[n] = cell(7, n) * r + cell(9, n) * g + cell(10, n) * b;
      blue[n] = cell(8, n) * r + cell(10, n) * g + cell(11, n) * b;
      mean[n] =
        average -
        (red[n] as number) * cell(3, n) -
        (green[n] as number) * cell(4, n) -
        (blue[n] as number) * cell(5, n);
    }
    coefficients.forEach((plane, k) => {
      windowMeans(plane, side, radius, along, planes.subarray(k * tokens, (k + 1) * tokens));
    });
  };
}

/** Scales and shifts one class's coefficients so that the scores of the cells' mean colours span 0 … 1. */
function normaliseFit(planes: Float32Array, { side, cells }: PictureGuide): void {
  const tokens = tokensOf(side);
  let min = Infinity;
  let max = -Infinity;
  for (let n = 0; n < tokens; n++) {
    let score = planes[3 * tokens + n] as number;
    for (let k = 0; k < 3; k++) score += (planes[k * tokens + n] as number) * (cells[k * tokens + n] as number);
    if (score < min) min = score;
    if (score > max) max = score;
  }
  const range = max - min;
  if (!(range > FLAT_RANGE)) {
    planes.fill(0);
    return;
  }
  for (let i = 0; i < planes.length; i++) {
    const shift = i < 3 * tokens ? 0 : min;
    planes[i] = ((planes[i] as number) - shift) / range;
  }
}
