import type { SessionOptions } from './ort-module.ts';

const SMALL_CONSTANT_BYTES = 64 * 1024;

/**
 * By default ONNX Runtime turns half-precision weights to fp32 when it opens a model for the CPU: it folds a Cast of a weight,
 * and an optimiser of its own widens what remains. With both held back the weights stay as they are and each is widened when
 * its layer runs, so the heap holds half as much (docs/full-size.md). Weights of a few bits stay packed in any case.
 */
export const KEEP_WEIGHTS = {
  extra: {
    optimization: {
      constant_folding_max_output_size_in_bytes: String(SMALL_CONSTANT_BYTES),
      disable_specified_optimizers: 'FuseFp16InitializerToFp32NodeTransformer',
    },
  },
} as const satisfies SessionOptions;
