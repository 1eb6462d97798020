import { halvesToNumbers } from '../../core/half.ts';
import type { OrtTensor } from './ort-module.ts';

/** The numbers of an fp32 or fp16 tensor in CPU memory; fp32 is not copied. */
export function floats(tensor: OrtTensor): Float32Array {
  return numbersOf(tensor.data, tensor.type);
}

/** The same for a tensor that may lie on the GPU: then it is read back. */
export async function readFloats(tensor: OrtTensor): Promise<Float32Array> {
  return numbersOf(await tensor.getData(), tensor.type);
}

/** Half precision comes as its bits, or as numbers where the browser has a Float16Array. */
function numbersOf(data: OrtTensor['data'], type: string): Float32Array {
  if (data instanceof Float32Array) return data;
  if (type !== 'float16') throw new Error(`Expected an fp32 or fp16 tensor, found ${type}`);
  if (data instanceof Uint16Array) return halvesToNumbers(data);
  return Float32Array.from(data as ArrayLike<number>);
}
