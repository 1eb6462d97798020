/** How numbers `[rows, columns]` are grouped, each group with a scale of its own, and stored. */
export interface Quantisation {
  readonly bits: number;
  /** Rows that share a scale; a weight's rows are what it sums over. */
  readonly rows: number;
  /** Columns that share a scale. */
  readonly columns: number;
  /** Without: the middle of the codes is zero. */
  readonly hasZeroPoints: boolean;
}

export interface QuantisedWeight {
  readonly dims: readonly [rows: number, columns: number];
  readonly bits: number;
  /** One unsigned code a number, row by row. */
  readonly codes: Uint8Array;
  /** One a group, `[⌈rows/group rows⌉, ⌈columns/group columns⌉]`. */
  readonly scales: Float32Array;
  readonly zeroPoints: Uint8Array;
  readonly groups: readonly [rows: number, columns: number];
  /** (code − zero point)·scale: the numbers that the weight stands for. */
  readonly values: Float32Array;
}

/** Rounds a matrix to `bits` bits, with scale and zero point a group (Jacob et al., arXiv 1712.05877, section 2.1). */
export function quantiseWeight(
  values: Float32Array,
  dims: readonly [rows: number, columns: number],
  { bits, rows, columns, hasZeroPoints }: Quantisation,
): QuantisedWeight {
  const [height, width] = dims;
  const groups = [Math.ceil(height / rows), Math.ceil(width / columns)] as const;
  const groupOf = (at: number) =>
    Math.floor(Math.floor(at / width) / rows) * groups[1] + Math.floor((at % width) / columns);
  const lows = new Float32Array(groups[0] * groups[1]);
  const highs = new Float32Array(lows.length);
  values.forEach((value, at) => {
    const group = groupOf(at);
    lows[group] = Math.min(lows[group] ?? 0, value);
    highs[group] = Math.max(highs[group] ?? 0, value);
  });
  const largest = 2 ** bits - 1;
  const middle = 2 ** (bits - 1);
  const scales = lows.map((low, group) => {
    const high = highs[group] ?? 0;
    return (hasZeroPoints ? (high - low) / largest : Math.max(-low, high) / (middle - 0.5)) || 1;
  });
  const zeroPoints = Uint8Array.from(scales, (scale, group) =>
    hasZeroPoints ? Math.round(-(lows[group] ?? 0) / scale) : middle,
  );
  const codes = new Uint8Array(values.length);
  const dequantised = new Float32Array(values.length);
  values.forEach((value, at) => {
    const group = groupOf(at);
    const scale = scales[group] ?? 1;
    const zeroPoint = zeroPoints[group] ?? 0;
    const code = Math.min(Math.max(Math.round(value / scale) + zeroPoint, 0), largest);
    codes[at] = code;
    dequantised[at] = (code - zeroPoint) * scale;
  });
  return { dims, bits, codes, scales, zeroPoints, groups, values: dequantised };
}

/** Codes of fewer than eight bits in bytes, the first in the lowest bits; a row of them begins with a byte of its own. */
export function packCodes(codes: Uint8Array, bits: number, rowLength = codes.length): Uint8Array {
  const perByte = 8 / bits;
  const bytesPerRow = Math.ceil(rowLength / perByte);
  const packed = new Uint8Array((codes.length / rowLength) * bytesPerRow);
  codes.forEach((code, at) => {
    const column = at % rowLength;
    const byte = ((at - column) / rowLength) * bytesPerRow + Math.floor(column / perByte);
    packed[byte] = (packed[byte] ?? 0) | (code << (bits * (column % perByte)));
  });
  return packed;
}

/** A matrix with rows as columns. */
export function transposed<T extends Uint8Array | Float32Array>(values: T, [rows, columns]: readonly number[]): T {
  const turned = values.slice() as T;
  const [height = 0, width = 0] = [rows, columns];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) turned[column * height + row] = values[row * width + column] ?? 0;
  }
  return turned;
}

/** A weight `[K, N]`, quantised in blocks of rows, as MatMulNBits reads it (ONNX Runtime, docs/ContribOperators.md). */
export interface PackedBits {
  /** `[N, blocks, block size·bits/8]` */
  readonly dims: readonly [columns: number, blocks: number, bytes: number];
  readonly bytes: Uint8Array;
  /** `[N·blocks]` */
  readonly scales: Float32Array;
  /** `[N·⌈blocks·bits/8⌉]` */
  readonly zeroPoints: Uint8Array;
}

/** @param blockSize rows a block, a power of two from 16 on */
export function packForMatMulNBits(weight: QuantisedWeight, blockSize: number): PackedBits {
  const { dims, bits, codes, groups } = weight;
  const [rows, columns] = dims;
  const blocks = groups[0];
  const padded = new Uint8Array(columns * blocks * blockSize);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      padded[column * blocks * blockSize + row] = codes[row * columns + column] ?? 0;
    }
  }
  return {
    dims: [columns, blocks, (blockSize * bits) / 8],
    bytes: packCodes(padded, bits),
    scales: transposed(weight.scales, groups),
    zeroPoints: packCodes(transposed(weight.zeroPoints, groups), bits, blocks),
  };
}
