import { DataType } from '../../src/core/onnx/file/data-types.ts';

export type FloatType = 'fp16' | 'fp32';

/** TensorProto.DataType and bytes of one element. */
export const FLOAT_TYPES: Readonly<Record<FloatType, { readonly dataType: number; readonly bytes: number }>> = {
  fp16: { dataType: DataType.float16, bytes: 2 },
  fp32: { dataType: DataType.float, bytes: 4 },
};

/** Random numbers: uniform around `centre` with this standard deviation. */
export interface Spread {
  readonly centre: number;
  readonly deviation: number;
}

/** A weight by name, shape and distribution; its numbers are made when the file is written. */
export interface WeightSpec {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: FloatType;
  readonly spread: Spread;
}

export function elementCount({ dims }: Pick<WeightSpec, 'dims'>): number {
  return dims.reduce((product, size) => product * size, 1);
}

export function byteCount(weight: WeightSpec): number {
  return elementCount(weight) * FLOAT_TYPES[weight.type].bytes;
}

export function parameterCount(weights: readonly WeightSpec[]): number {
  return weights.reduce((sum, weight) => sum + elementCount(weight), 0);
}
