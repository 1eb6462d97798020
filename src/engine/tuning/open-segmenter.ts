import { StudioError } from '../../core/errors.ts';
import { requestStudioDevice } from '../../gpu/device.ts';
import { type DeviceWatch, watchDevice } from '../device/device-watch.ts';
import { openRecordCpu } from './segment-record.cpu.ts';
import { type GpuRecordSegmenter, openRecordGpu } from './segment-record.gpu.ts';
import type { OpenSegmenter } from './tuning.ts';

const openOnCpu: OpenSegmenter = async (record, picture) => ({
  ...openRecordCpu(record, picture),
  dispose: () => undefined,
});

/**
 * Segments on the GPU where a real one can be had, else with the CPU twins: an emulated adapter is slower than they are.
 * The tuning worker has a device of its own, so sliders do not wait for the UNet's. Nor for a graphics process that is busy with
 * another one's: the CPU twins make the masks until it answers, for as long as one is waited for that is known to work.
 */
export function chooseSegmenter(gpu: GPU | undefined, forced: 'webgpu' | 'wasm' | null): OpenSegmenter {
  if (!gpu || forced === 'wasm') return openOnCpu;
  return openOnGpuWhileItWorks(realDevice(gpu, forced));
}

async function realDevice(gpu: GPU, forced: 'webgpu' | null): Promise<GPUDevice | null> {
  try {
    const { device, adapterInfo } = await requestStudioDevice(gpu, true);
    if (!adapterInfo.isFallback || forced === 'webgpu') return device;
    device.destroy();
    return null;
  } catch (error) {
    if (error instanceof StudioError) return null;
    throw error;
  }
}

/**
 * A graphics card that is lost, runs out of memory or computes wrongly must not cost a slider move: the CPU twins take over
 * and give the same masks. Only what a person can mend is told.
 */
function openOnGpuWhileItWorks(asked: Promise<GPUDevice | null>): OpenSegmenter {
  let working: { readonly device: GPUDevice; readonly watch: DeviceWatch } | null = null;
  void asked.then((device) => {
    if (device) working = { device, watch: watchDevice(device) };
  });
  const giveUp = (error: unknown) => {
    console.warn('Masks are made on the CPU from now on, because the GPU failed.', error);
    // The diffusion worker may need the memory.
    working?.device.destroy();
    working = null;
  };
  return async (record, picture) => {
    const onCpu = openRecordCpu(record, picture);
    let onGpu: GpuRecordSegmenter | null = null;
    return {
      async segment(tuning) {
        if (!working) return onCpu.segment(tuning);
        const { device, watch } = working;
        try {
          onGpu ??= openRecordGpu(device, record, picture);
          const segmentation = await watch.guard(onGpu.segment(tuning));
          watch.throwIfFaulty();
          return segmentation;
        } catch (error) {
          if (error instanceof StudioError && error.code === 'settings-invalid') throw error;
          giveUp(error);
          return onCpu.segment(tuning);
        }
      },
      dispose: () => onGpu?.close(),
    };
  };
}
