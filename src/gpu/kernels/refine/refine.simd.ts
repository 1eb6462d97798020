import { reserve, roundUp, simdModule } from '../../simd/simd-module.ts';
import moduleBytes from './refine.wat';
import type { RefineInput } from './refine-input.ts';

/** Rows and columns of A go by fours (one vector), columns of X by threes (one register block). */
const LANES = 4;
const BLOCK_COLUMNS = 3;
/** Rows of A that are copied into the module at once: all of them up to 1024 tokens; beyond, A is not held twice. */
const A_BYTES_AT_ONCE = 4 * 1024 * 1024;

interface RefineExports {
  readonly memory: WebAssembly.Memory;
  multiply(a: number, x: number, y: number, rows: number, tokens: number, columns: number, scale: number): void;
}

const simdExports = simdModule<RefineExports>(moduleBytes);

/**
 * `refineScalar` in WebAssembly SIMD: the same products, four at a time, with fp32 sums. `hasSimd` tells whether it can
 * run.
 */
export function refineSimd({ a, scale, x0, tokens, columns, maxPower, out }: RefineInput): void {
  const exports = simdExports();
  if (!exports) throw new Error('WebAssembly SIMD is missing; ask hasSimd() first');
  const side = roundUp(tokens, LANES);
  const width = roundUp(columns, BLOCK_COLUMNS);
  const rowsAtOnce = Math.min(side, roundUp(A_BYTES_AT_ONCE / (4 * side), LANES));
  const aBytes = rowsAtOnce * side * 4;
  const xBytes = width * side * 4;
  reserve(exports.memory, aBytes + 2 * xBytes);
  const floats = new Float32Array(exports.memory.buffer);
  let xOffset = aBytes;
  let yOffset = aBytes + xBytes;
  floats.fill(0, xOffset / 4, (xOffset + 2 * xBytes) / 4);
  out.set(x0.subarray(0, tokens * columns));
  putPlanar(floats, xOffset / 4, x0, tokens, columns, side);
  for (let power = 1; power <= maxPower; power++) {
    for (let row = 0; row < side; row += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, side - row);
      // Where all of A is inside, it stays there.
      if (rowsAtOnce < side || power === 1) putRows(floats, a, row, rows, tokens, side);
      exports.multiply(0, xOffset, yOffset + row * 4, rows, side, width, scale);
    }
    takePlanar(floats, yOffset / 4, out, power * tokens * columns, tokens, columns, side);
    [xOffset, yOffset] = [yOffset, xOffset];
  }
}

/** Whether this JavaScript engine runs WebAssembly SIMD; all browsers since 2023 do. */
export function hasSimd(): boolean {
  return simdExports() !== null;
}

/** `rows` rows of A from row `first` on, rows and columns padded with zeros to `side`. */
function putRows(floats: Float32Array, a: Float32Array, first: number, rows: number, tokens: number, side: number) {
  if (tokens === side) {
    floats.set(a.subarray(first * tokens, (first + rows) * tokens));
    return;
  }
  floats.fill(0, 0, rows * side);
  for (let row = first; row < Math.min(first + rows, tokens); row++) {
    floats.set(a.subarray(row * tokens, (row + 1) * tokens), (row - first) * side);
  }
}

/** `[N, C]` row-major → one column after another. */
function putPlanar(
  floats: Float32Array,
  offset: number,
  x: Float32Array,
  tokens: number,
  columns: number,
  side: number,
): void {
  for (let n = 0; n < tokens; n++) {
    for (let c = 0; c < columns; c++) floats[offset + c * side + n] = x[n * columns + c] as number;
  }
}

function takePlanar(
  floats: Float32Array,
  offset: number,
  out: Float32Array,
  outOffset: number,
  tokens: number,
  columns: number,
  side: number,
): void {
  for (let n = 0; n < tokens; n++) {
    for (let c = 0; c < columns; c++) out[outOffset + n * columns + c] = floats[offset + c * side + n] as number;
  }
}
