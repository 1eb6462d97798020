import type { SessionOptions } from './ort-module.ts';

const SMALL_CONSTANT_BYTES = 64 * 1024;

/**
 * By default ONNX Runtime turns weights to fp32 when it opens a model for the CPU: it computes once what follows from weights
 * alone (a Cast, a GatherBlockQuantized), and an optimiser of its own widens what remains in half precision. With both held back
 * the weights stay as they are and each is widened when its layer runs, so the heap holds half as much of fp16 weights and an
 * eighth of weights of four bits (docs/full-size.md).
 */
export const KEEP_WEIGHTS = {
  extra: {
    optimization: {
      constant_folding_max_output_size_in_bytes: String(SMALL_CONSTANT_BYTES),
      disable_specified_optimizers: 'FuseFp16InitializerToFp32NodeTransformer',
    },
  },
} as const satisfies SessionOptions;
