import { StudioError } from '../errors.ts';
import type { MapSide } from '../grid-size.ts';

/** How far a row of averaged probabilities may be from 1: fp32 sums over thousands of tokens and hundreds of sites. */
export const ROW_SUM_TOLERANCE = 1e-4;

const MISREAD = "The model's attention was not read correctly: try the other backend, and report the model.";
const OVERFLOW = 'Numbers overflowed, as half precision does: use a UNet in fp32, or the CPU, which computes in fp32.';

/**
 * The self-check of the capture: every row of A_S is a distribution.
 *
 * @throws StudioError `self-check-failed` naming the worst row, `number-overflow` where it has no sum.
 */
export function checkRowSums(sums: Float32Array, selfSide: MapSide): void {
  let worstRow = 0;
  let worst = 0;
  sums.forEach((sum, row) => {
    const error = Math.abs(sum - 1);
    // A NaN is worse than any number and compares false with all.
    if (!(error <= worst) && !Number.isNaN(worst)) {
      worst = error;
      worstRow = row;
    }
  });
  if (worst <= ROW_SUM_TOLERANCE) return;
  const found = sums[worstRow] as number;
  const isOverflow = !Number.isFinite(found);
  throw new StudioError({
    code: isOverflow ? 'number-overflow' : 'self-check-failed',
    message:
      `Every row of the self-attention at side ${selfSide} was expected to sum to 1 within ${ROW_SUM_TOLERANCE}, but row ` +
      `${worstRow} sums to ${found}. ${isOverflow ? OVERFLOW : MISREAD}`,
    details: { selfSide, row: worstRow, sum: found },
  });
}
