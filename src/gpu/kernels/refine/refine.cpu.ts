import { hasSimd, refineSimd } from './refine.simd.ts';
import type { RefineInput } from './refine-input.ts';

/** Register block: this many rows of A times this many columns of X stay in registers. Twelve sums fit sixteen registers. */
const BLOCK_ROWS = 4;
const BLOCK_COLUMNS = 3;

/**
 * The power stack Xₖ₊₁ = A_S·Xₖ for k = 0 … K − 1 with X₀ = A_C, so that Xₖ = A_Sᵏ·A_C.
 *
 * Refinement of Dataset Diffusion (arXiv 2309.14303: A_C* = A_Sᵗᵃᵘ·A_C) by repeated products with the few columns:
 * K·N²·C multiply-adds instead of the N³ of every matrix product that A_Sᵗᵃᵘ would take. In WebAssembly SIMD where the
 * JavaScript engine has it, with fp32 sums; else as `refineScalar`.
 */
export function refineCpu(input: RefineInput): void {
  if (hasSimd()) refineSimd(input);
  else refineScalar(input);
}

/** `refineCpu` in plain JavaScript: the specification, with sums in double precision. */
export function refineScalar({ a, scale, x0, tokens, columns, maxPower, out }: RefineInput): void {
  out.set(x0.subarray(0, tokens * columns));
  const tileCount = Math.ceil(columns / BLOCK_COLUMNS);
  let tiles: readonly Float64Array[] = packTiles(x0, tokens, columns, tileCount);
  let products: readonly Float64Array[] = tiles.map((tile) => new Float64Array(tile.length));
  for (let power = 1; power <= maxPower; power++) {
    multiply(a, scale, tokens, tiles, products);
    unpackTiles(products, tokens, columns, out, power * tokens * columns);
    [tiles, products] = [products, tiles];
  }
}

/** Columns in tiles of three, `[⌈N/4⌉·4, 3]` each, so that one inner loop serves every column count. */
function packTiles(x: Float32Array, tokens: number, columns: number, tileCount: number): Float64Array[] {
  const paddedRows = Math.ceil(tokens / BLOCK_ROWS) * BLOCK_ROWS;
  return Array.from({ length: tileCount }, (_, tile) => {
    const packed = new Float64Array(paddedRows * BLOCK_COLUMNS);
    const first = tile * BLOCK_COLUMNS;
    const width = Math.min(BLOCK_COLUMNS, columns - first);
    for (let n = 0; n < tokens; n++) {
      for (let c = 0; c < width; c++) packed[n * BLOCK_COLUMNS + c] = x[n * columns + first + c] as number;
    }
    return packed;
  });
}

function unpackTiles(
  tiles: readonly Float64Array[],
  tokens: number,
  columns: number,
  out: Float32Array,
  outOffset: number,
): void {
  tiles.forEach((tile, index) => {
    const first = index * BLOCK_COLUMNS;
    const width = Math.min(BLOCK_COLUMNS, columns - first);
    for (let n = 0; n < tokens; n++) {
      for (let c = 0; c < width; c++) {
        out[outOffset + n * columns + first + c] = tile[n * BLOCK_COLUMNS + c] as number;
      }
    }
  });
}

/** Four rows of A stay in the first-level cache while they meet every tile of columns. */
function multiply(
  a: Float32Array,
  scale: number,
  tokens: number,
  tiles: readonly Float64Array[],
  products: readonly Float64Array[],
): void {
  for (let row = 0; row < tokens; row += BLOCK_ROWS) {
    tiles.forEach((x, tile) => {
      multiplyBlock(a, scale, tokens, row, x, products[tile] as Float64Array);
    });
  }
}

/**
 * y[row … row+3, 0 … 2] = scale · A[row … row+3, :] · x. Rows past the end repeat the last one: their sums land in the
 * tile's padding.
 */
function multiplyBlock(a: Float32Array, scale: number, tokens: number, row: number, x: Float64Array, y: Float64Array) {
  const last = tokens - 1;
  const r0 = row * tokens;
  const r1 = Math.min(row + 1, last) * tokens;
  const r2 = Math.min(row + 2, last) * tokens;
  const r3 = Math.min(row + 3, last) * tokens;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  for (let k = 0, j = 0; k < tokens; k++, j += BLOCK_COLUMNS) {
    const x0 = x[j] as number;
    const x1 = x[j + 1] as number;
    const x2 = x[j + 2] as number;
    const a0 = a[r0 + k] as number;
    const a1 = a[r1 + k] as number;
    const a2 = a[r2 + k] as number;
    const a3 = a[r3 + k] as number;
    s00 += a0 * x0;
    s01 += a0 * x1;
    s02 += a0 * x2;
    s10 += a1 * x0;
    s11 += a1 * x1;
    s12 += a1 * x2;
    s20 += a2 * x0;
    s21 += a2 * x1;
    s22 += a2 * x2;
    s30 += a3 * x0;
    s31 += a3 * x1;
    s32 += a3 * x2;
  }
  const o = row * BLOCK_COLUMNS;
  y[o] = scale * s00;
  y[o + 1] = scale * s01;
  y[o + 2] = scale * s02;
  y[o + 3] = scale * s10;
  y[o + 4] = scale * s11;
  y[o + 5] = scale * s12;
  y[o + 6] = scale * s20;
  y[o + 7] = scale * s21;
  y[o + 8] = scale * s22;
  y[o + 9] = scale * s30;
  y[o + 10] = scale * s31;
  y[o + 11] = scale * s32;
}
