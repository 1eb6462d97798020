import { resizeBicubic } from './bicubic.ts';

/**
 * Brings a square map fp32 `[fromSide²]` to `[toSide²]`: bicubic in PyTorch's sense when it grows (as Dataset Diffusion
 * does with A_C), the mean over each cell's box when it shrinks, a copy when the side stays.
 */
export function resizeMap(source: Float32Array, fromSide: number, toSide: number): Float32Array {
  const target = new Float32Array(toSide * toSide);
  if (toSide === fromSide) {
    target.set(source.subarray(0, target.length));
  } else if (toSide > fromSide) {
    resizeBicubic(
      { planes: 1, width: fromSide, height: fromSide, data: source },
      { planes: 1, width: toSide, height: toSide, data: target },
    );
  } else {
    boxMean(source, fromSide, target, toSide);
  }
  return target;
}

function boxMean(source: Float32Array, fromSide: number, target: Float32Array, toSide: number): void {
  const boxes = Array.from({ length: toSide }, (_, i) => ({
    start: Math.floor((i * fromSide) / toSide),
    end: Math.ceil(((i + 1) * fromSide) / toSide),
  }));
  boxes.forEach((rows, y) => {
    boxes.forEach((columns, x) => {
      let sum = 0;
      for (let sy = rows.start; sy < rows.end; sy++) {
        for (let sx = columns.start; sx < columns.end; sx++) sum += source[sy * fromSide + sx] as number;
      }
      target[y * toSide + x] = sum / ((rows.end - rows.start) * (columns.end - columns.start));
    });
  });
}
