import { StudioError } from '../../core/errors.ts';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';

/**
 * On WebGPU each side's A_S, fp32 `[N,N]` with N = side², must fit into one buffer.
 * @throws StudioError `model-unsupported` where the device has no buffers of that size
 */
export function requireMapBuffers(selfSides: readonly number[], { backend, maxBufferBytes }: MachineFacts): void {
  const side = Math.max(0, ...selfSides);
  const bytes = Float32Array.BYTES_PER_ELEMENT * side ** 4;
  if (backend !== 'webgpu' || bytes <= maxBufferBytes) return;
  const [needed, given] = [bytes, maxBufferBytes].map((size) => `${Math.floor(size / 2 ** 20)} MiB`);
  throw new StudioError({
    code: 'model-unsupported',
    message: `Self-attention at ${side}×${side} needs a map of ${needed}; this graphics device gives buffers of at most ${given}. Choose the WASM backend or a model for smaller pictures.`,
    details: { side, bytes, maxBufferBytes },
  });
}
