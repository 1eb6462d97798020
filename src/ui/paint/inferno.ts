/**
 * The inferno colour map of matplotlib (CC0, Smith and van der Walt): perceptually even, growing in lightness.
 * Made from a polynomial of degree 6 per channel, fitted to matplotlib's table by least squares (M. Zucker, CC0);
 * paint.test.ts holds it against values of the table.
 */
const RED = [0.00021894, 0.10651342, 11.60249308, -41.70399613, 77.1629357, -71.31942824, 25.13112623];
const GREEN = [0.001651, 0.56395644, -3.97285397, 17.43639888, -33.40235894, 32.62606426, -12.24266895];
const BLUE = [-0.0194809, 3.93271239, -15.94239411, 44.3541452, -81.80730926, 73.20951986, -23.070325];

/** u8 `[256, 3]`: red, green, blue for each score. */
export const INFERNO: Uint8ClampedArray = buildTable();

function buildTable(): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 3);
  for (let value = 0; value < 256; value++) {
    const t = value / 255;
    table.set(
      [RED, GREEN, BLUE].map((coefficients) => 255 * coefficients.reduceRight((sum, c) => sum * t + c, 0)),
      value * 3,
    );
  }
  return table;
}
