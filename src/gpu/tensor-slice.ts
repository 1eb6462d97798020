/**
 * A tensor inside a GPU buffer. The buffer may be larger than the tensor (ONNX Runtime rounds sizes up and recycles
 * buffers), so both ends are explicit. Counts 4-byte elements (fp32 or u32), except where a kernel also takes fp16.
 */
export interface TensorSlice {
  readonly buffer: GPUBuffer;
  /** First element. */
  readonly offset: number;
  readonly count: number;
}

/** The first `count` elements of a buffer. */
export function wholeBuffer(buffer: GPUBuffer, count: number): TensorSlice {
  return { buffer, offset: 0, count };
}
