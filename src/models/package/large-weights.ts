import { DataType } from '../../core/onnx/file/data-types.ts';
import type { OnnxGraph } from '../../core/onnx/types.ts';

/** Bits of one element by TensorProto.DataType (onnx.proto); fp32 for kinds that are not listed. */
const ELEMENT_BITS: Readonly<Record<number, number>> = {
  2: 8,
  3: 8,
  4: 16,
  5: 16,
  7: 64,
  9: 8,
  10: 16,
  11: 64,
  12: 32,
  13: 64,
  16: 16,
  17: 8,
  18: 8,
  19: 8,
  20: 8,
  21: 4,
  22: 4,
};

/** From here on a heap of 4 GB has no room to hold weights in fp32 that the file holds in half precision. */
const LARGE_BYTES = 512 * 2 ** 20;

export interface WeightSizes {
  readonly bytes: number;
  /** The part of them in half precision. */
  readonly halfBytes: number;
  readonly largest: { readonly name: string; readonly bytes: number } | null;
}

export function weightSizes({ initialisers }: OnnxGraph): WeightSizes {
  let bytes = 0;
  let halfBytes = 0;
  let largest: WeightSizes['largest'] = null;
  for (const { name, dims, dataType } of initialisers.values()) {
    const count = dims.reduce((product, dim) => product * dim, 1);
    const size = Math.ceil((count * (ELEMENT_BITS[dataType] ?? 32)) / 8);
    bytes += size;
    if (dataType === DataType.float16) halfBytes += size;
    if (size > (largest?.bytes ?? 0)) largest = { name, bytes: size };
  }
  return { bytes, halfBytes, largest };
}

/** Whether a network's half-precision weights stay as they are on the CPU, each widened when its layer runs. */
export function staysHalf(graph: OnnxGraph): boolean {
  return weightSizes(graph).halfBytes > LARGE_BYTES;
}
