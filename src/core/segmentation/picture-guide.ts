import { type GridSize, gridOf, type MapSide, meanSide, tokensOf } from '../grid-size.ts';
import type { GuidePicture } from './types.ts';
import { windowMeans } from './window-means.ts';

/** ε: a window's colours (0 … 1) must vary by more than this variance for its scores to follow them. Measured: decision 10. */
export const GUIDE_EPSILON = 1e-4;

/**
 * Radius of a window in cells: with 2r + 1 cells it spans a quarter of the picture, whatever the side; of a picture that is not
 * square, of a square of as many cells. At sides 16 and 32 this gave the best masks of all radii tried
 * (docs/decisions/0010-guided-upsampling.md).
 */
export function guideRadius(side: MapSide): number {
  return Math.max(1, Math.round(meanSide(side) / 8));
}

/** Values of a guide for each cell: 3 colours, their 3 window means, and 6 of the inverse covariance. */
export const GUIDE_PLANES = 12;

/** A picture made ready to guide the upsampling of class maps of one side. */
export interface PictureGuide {
  readonly side: MapSide;
  /**
   * fp32 `[12, N]`: mean colour of each cell R, G, B; mean R, G, B of its window; (Σ + εU)⁻¹ of the window as rr, rg, rb,
   * gg, gb, bb, where Σ is the covariance of colours and U the identity.
   */
  readonly cells: Float32Array;
  readonly width: number;
  readonly height: number;
  /** fp32 `[3, H, W]`, 0 … 1. */
  readonly colors: Float32Array;
}

/**
 * Prepares a picture as a guide, keeping the newest: all of it depends on the picture and the maps' side, so a slider move
 * finds it ready. This is what the fast guided filter (He and Sun 2015, arXiv 1505.00996) needs of its guide; the small
 * guide is the picture averaged over the cells of the score grid.
 *
 * @throws Error if `rgba` does not have 4·width·height values
 */
export function openPictureGuide({ width, height, rgba }: GuidePicture): (side: MapSide) => PictureGuide {
  if (rgba.length !== 4 * width * height) {
    throw new Error(`A picture of ${width}×${height} has ${4 * width * height} bytes, this one has ${rgba.length}.`);
  }
  let colors: Float32Array | null = null;
  let newest: PictureGuide | null = null;
  return (side) => {
    if (newest?.side === side) return newest;
    colors ??= colorPlanes(rgba, width * height);
    newest = { side, cells: guideCells(colors, width, height, side), width, height, colors };
    return newest;
  };
}

/** `[H,W,4]` of 0 … 255 → `[3,H,W]` of 0 … 1. */
function colorPlanes(rgba: Uint8ClampedArray, pixels: number): Float32Array {
  const planes = new Float32Array(3 * pixels);
  for (let c = 0; c < 3; c++) {
    for (let p = 0; p < pixels; p++) planes[c * pixels + p] = (rgba[4 * p + c] as number) / 255;
  }
  return planes;
}

function guideCells(colors: Float32Array, width: number, height: number, side: MapSide): Float32Array {
  const grid = gridOf(side);
  const tokens = tokensOf(side);
  const cells = new Float32Array(GUIDE_PLANES * tokens);
  const plane = (index: number) => cells.subarray(index * tokens, (index + 1) * tokens);
  const radius = guideRadius(side);
  const along = new Float64Array(tokens);
  for (let c = 0; c < 3; c++) {
    averageCells(colors.subarray(c * width * height, (c + 1) * width * height), width, height, grid, plane(c));
    windowMeans(plane(c), side, radius, along, plane(3 + c));
  }
  const covariance = colorPairs.map(([i, j]) => {
    const product = Float64Array.from(plane(i), (value, n) => value * (plane(j)[n] as number));
    windowMeans(product, side, radius, along, product);
    const ridge = i === j ? GUIDE_EPSILON : 0;
    return product.map((mean, n) => mean - (plane(3 + i)[n] as number) * (plane(3 + j)[n] as number) + ridge);
  });
  for (let n = 0; n < tokens; n++) {
    invert(covariance.map((values) => values[n] as number) as Symmetric).forEach((value, k) => {
      cells[(6 + k) * tokens + n] = value;
    });
  }
  return cells;
}

const colorPairs = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [1, 2],
  [2, 2],
] as const;

/** A symmetric 3×3 matrix as rr, rg, rb, gg, gb, bb. */
type Symmetric = [number, number, number, number, number, number];

/** By cofactors; ε on the diagonal keeps the determinant above zero. */
function invert([rr, rg, rb, gg, gb, bb]: Symmetric): Symmetric {
  const c0 = gg * bb - gb * gb;
  const c1 = rb * gb - rg * bb;
  const c2 = rg * gb - rb * gg;
  const determinant = rr * c0 + rg * c1 + rb * c2;
  return [
    c0 / determinant,
    c1 / determinant,
    c2 / determinant,
    (rr * bb - rb * rb) / determinant,
    (rb * rg - rr * gb) / determinant,
    (rr * gg - rg * rg) / determinant,
  ];
}

/**
 * Mean over the pixels under each cell of a grid, from ⌊i·length/cells⌋ up to ⌈(i + 1)·length/cells⌉ along each axis, as in
 * PyTorch's `adaptive_avg_pool2d`: at least one pixel, also where the picture is smaller than the grid.
 */
function averageCells(plane: Float32Array, width: number, height: number, grid: GridSize, target: Float32Array): void {
  for (let cy = 0; cy < grid.height; cy++) {
    const top = Math.floor((cy * height) / grid.height);
    const bottom = Math.ceil(((cy + 1) * height) / grid.height);
    for (let cx = 0; cx < grid.width; cx++) {
      const left = Math.floor((cx * width) / grid.width);
      const right = Math.ceil(((cx + 1) * width) / grid.width);
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += plane[y * width + x] as number;
      }
      target[cy * grid.width + cx] = sum / ((bottom - top) * (right - left));
    }
  }
}
