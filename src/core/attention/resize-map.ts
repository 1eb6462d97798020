import { cellsOf, type GridSize, gridOf, type MapSide } from '../grid-size.ts';
import { resizeBicubic } from './bicubic.ts';

/**
 * Brings a map fp32 `[H, W]` from one side to another: bicubic in PyTorch's sense when it grows (as Dataset Diffusion
 * does with A_C), the mean over each cell's box when it shrinks, a copy when the side stays.
 */
export function resizeMap(source: Float32Array, fromSide: MapSide, toSide: MapSide): Float32Array {
  const [from, to] = [gridOf(fromSide), gridOf(toSide)];
  const target = new Float32Array(cellsOf(to));
  if (toSide === fromSide) {
    target.set(source.subarray(0, target.length));
  } else if (to.width >= from.width && to.height >= from.height) {
    resizeBicubic({ planes: 1, ...from, data: source }, { planes: 1, ...to, data: target });
  } else {
    boxMean(source, from, target, to);
  }
  return target;
}

function boxMean(source: Float32Array, from: GridSize, target: Float32Array, to: GridSize): void {
  const columnBoxes = boxes(from.width, to.width);
  boxes(from.height, to.height).forEach((rows, y) => {
    columnBoxes.forEach((columns, x) => {
      let sum = 0;
      for (let sy = rows.start; sy < rows.end; sy++) {
        for (let sx = columns.start; sx < columns.end; sx++) sum += source[sy * from.width + sx] as number;
      }
      target[y * to.width + x] = sum / ((rows.end - rows.start) * (columns.end - columns.start));
    });
  });
}

function boxes(from: number, to: number) {
  return Array.from({ length: to }, (_, i) => ({
    start: Math.floor((i * from) / to),
    end: Math.ceil(((i + 1) * from) / to),
  }));
}
