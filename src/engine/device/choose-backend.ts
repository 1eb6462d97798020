import { StudioError } from '../../core/errors.ts';

export interface BackendChoice {
  readonly kind: 'webgpu' | 'wasm';
  readonly reason: string;
}

export interface BackendFacts {
  readonly forced: 'webgpu' | 'wasm' | null;
  readonly hasWebGpu: boolean;
  /** Why an adapter or device could not be had; null where one was. */
  readonly deviceProblem: string | null;
  /** The adapter computes on the CPU (SwiftShader): ONNX Runtime's own WASM provider is far faster there. */
  readonly isSoftwareAdapter: boolean;
}

/**
 * WebGPU where a real device can be had, WASM elsewhere, and why.
 *
 * @throws StudioError `backend-unavailable` when WebGPU was forced and is not there.
 */
export function chooseBackend({ forced, hasWebGpu, deviceProblem, isSoftwareAdapter }: BackendFacts): BackendChoice {
  if (forced === 'wasm') return { kind: 'wasm', reason: 'Chosen by ?backend=wasm in the address.' };
  const problem = hasWebGpu ? deviceProblem : 'This browser has no WebGPU.';
  if (forced === 'webgpu') {
    if (!problem) return { kind: 'webgpu', reason: 'Chosen by ?backend=webgpu in the address.' };
    throw new StudioError({
      code: 'backend-unavailable',
      message: `?backend=webgpu asks for WebGPU, but it cannot be had: ${problem} Remove ?backend=webgpu to run on the CPU.`,
    });
  }
  if (problem) return { kind: 'wasm', reason: `${problem} Pictures are made on the CPU: slower, by the same method.` };
  if (isSoftwareAdapter) {
    return {
      kind: 'wasm',
      reason: 'The only WebGPU adapter here is emulated in software, so the CPU backend is faster.',
    };
  }
  return { kind: 'webgpu', reason: 'A WebGPU device is available.' };
}
