import { StudioError } from '../../core/errors.ts';
import { requestStudioDevice, type StudioDevice } from '../../gpu/device.ts';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';
import type { StartOptions } from '../../rpc/contract.ts';
import type { EngineHost } from '../engine-host.ts';
import { type BackendChoice, chooseBackend } from './choose-backend.ts';

/** All that 32-bit WebAssembly can address. */
const WASM_HEAP_BYTES = 2 ** 32;

export interface OpenedBackend {
  readonly choice: BackendChoice;
  /** Null on the CPU. */
  readonly studioDevice: StudioDevice | null;
}

/** Chooses a backend and opens its device. @throws StudioError `backend-unavailable` if the forced one cannot be had */
export async function openBackend(
  host: Pick<EngineHost, 'gpu'>,
  { forcedBackend: forced, gpuIsKnown = false }: Pick<StartOptions, 'forcedBackend' | 'gpuIsKnown'>,
): Promise<OpenedBackend> {
  const gpu = forced === 'wasm' ? undefined : host.gpu;
  const found = gpu ? await tryDevice(gpu, gpuIsKnown) : { device: null, problem: null };
  const choice = chooseBackend({
    forced,
    hasWebGpu: gpu !== undefined,
    deviceProblem: found.problem,
    isSoftwareAdapter: found.device?.adapterInfo.isFallback ?? false,
  });
  const studioDevice = choice.kind === 'webgpu' ? found.device : null;
  if (!studioDevice) found.device?.device.destroy();
  return { choice, studioDevice };
}

/** What the preflight asks about the machine. */
export async function machineFacts(
  { navigator }: Pick<EngineHost, 'navigator'>,
  { choice, studioDevice }: OpenedBackend,
): Promise<MachineFacts> {
  const { maxBufferSize = 0, maxStorageBufferBindingSize = 0 } = studioDevice?.device.limits ?? {};
  const estimate = await navigator.storage?.estimate().catch(() => null);
  return {
    backend: choice.kind,
    hasShaderF16: studioDevice?.device.features.has('shader-f16') ?? false,
    maxBufferBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize),
    heapBytes: choice.kind === 'wasm' ? WASM_HEAP_BYTES : null,
    quotaBytes: estimate?.quota === undefined ? null : Math.max(0, estimate.quota - (estimate.usage ?? 0)),
  };
}

async function tryDevice(gpu: GPU, isKnown: boolean): Promise<{ device: StudioDevice | null; problem: string | null }> {
  try {
    return { device: await requestStudioDevice(gpu, isKnown), problem: null };
  } catch (error) {
    if (error instanceof StudioError) return { device: null, problem: error.message };
    throw error;
  }
}
