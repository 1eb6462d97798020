import { createRequire } from 'node:module';
import { join } from 'node:path';
import { requestStudioDevice, type StudioDevice } from '../../src/gpu/device.ts';

interface Dawn {
  readonly create: (flags: readonly string[]) => GPU;
  readonly globals: Record<string, unknown>;
}

/** Dawn's instance must outlive every device that it made. */
let gpu: GPU | null = null;

/** Without it Dawn offers no `shader-f16` on NVIDIA's Vulkan driver. */
export const HALF_ON_NVIDIA = 'enable-dawn-features=vulkan_enable_f16_on_nvidia';

/** WebGPU in Node as ONNX Runtime Web expects it of a browser: `navigator.gpu`, the interfaces as globals. */
export function openDawn(runtimeFolder: string, flags: readonly string[] = []): GPU {
  if (gpu) return gpu;
  const { create, globals } = createRequire(import.meta.url)(join(runtimeFolder, 'dawn.node')) as Dawn;
  Object.assign(globalThis, globals);
  takeSharedMemory();
  createPipelinesAtOnce();
  // Timestamps are otherwise rounded to 0.1 ms, against curious pages.
  gpu = create(['disable-dawn-features=timestamp_quantization', ...flags]);
  const navigator = { gpu, userAgent: 'node', hardwareConcurrency: 1 };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  return gpu;
}

const POLL_MS = 1;

/**
 * Dawn for Node now and then stops telling what has been settled (an error scope, a pipeline) until the device is asked for something,
 * and ONNX Runtime waits: so it is asked, with nothing to do.
 * @throws StudioError `backend-unavailable`
 */
export async function openDevice(runtimeFolder: string, flags: readonly string[] = []): Promise<StudioDevice> {
  const opened = await requestStudioDevice(openDawn(runtimeFolder, flags));
  const timer = setInterval(() => opened.device.queue.submit([]), POLL_MS);
  void opened.device.lost.then(() => clearInterval(timer));
  return opened;
}

/** Dawn for Node refuses views of shared memory, which ONNX Runtime's heap is; browsers copy from it. */
function takeSharedMemory(): void {
  const queue = GPUQueue.prototype;
  const write = queue.writeBuffer;
  queue.writeBuffer = function (this: GPUQueue, buffer, offset, data, start, size) {
    const source = ArrayBuffer.isView(data) ? data.buffer : data;
    if (!(source instanceof SharedArrayBuffer)) {
      Reflect.apply(write, this, [buffer, offset, data, start, size]);
      return;
    }
    // Start and size count elements of a typed array, bytes of all else.
    const unit = ArrayBuffer.isView(data) && 'BYTES_PER_ELEMENT' in data ? Number(data.BYTES_PER_ELEMENT) : 1;
    const first = (ArrayBuffer.isView(data) ? data.byteOffset : 0) + (start ?? 0) * unit;
    const bytes = size === undefined ? data.byteLength - (start ?? 0) * unit : size * unit;
    Reflect.apply(write, this, [buffer, offset, new Uint8Array(source, first, bytes).slice()]);
  };
}

/** Pipelines that are made on Dawn's threads are told of late, so they are made at once. */
function createPipelinesAtOnce(): void {
  GPUDevice.prototype.createComputePipelineAsync = async function (this: GPUDevice, descriptor) {
    return this.createComputePipeline(descriptor);
  };
}
