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

/** From here on a heap of 4 GB has no room for what the runtime would add to a model's weights. */
const LARGE_BYTES = 512 * 2 ** 20;

export interface WeightSizes {
  /** As the file holds them. */
  readonly bytes: number;
  /** What the runtime adds on the CPU if it is left to itself: half precision becomes fp32, codes of few bits stay packed. */
  readonly widenedBytes: number;
  readonly largest: { readonly name: string; readonly bytes: number } | null;
}

export function weightSizes({ initialisers }: OnnxGraph): WeightSizes {
  let bytes = 0;
  let widenedBytes = 0;
  let largest: WeightSizes['largest'] = null;
  for (const { name, dims, dataType } of initialisers.values()) {
    const size = Math.ceil((elementsOf(dims) * (ELEMENT_BITS[dataType] ?? 32)) / 8);
    bytes += size;
    if (dataType === DataType.float16) widenedBytes += size;
    if (size > (largest?.bytes ?? 0)) largest = { name, bytes: size };
  }
  return { bytes, widenedBytes, largest };
}

/** Whether a model's weights stay on the CPU as its files hold them, each widened when its layer runs. */
export function keepsWeights(graphs: readonly OnnxGraph[]): boolean {
  return graphs.reduce((sum, graph) => sum + weightSizes(graph).widenedBytes, 0) > LARGE_BYTES;
}

const elementsOf = (dims: readonly number[]) => dims.reduce((product, dim) => product * dim, 1);
