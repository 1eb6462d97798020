import { StudioError } from '../../core/errors.ts';
import { requestStudioDevice } from '../../gpu/device.ts';
import { watchDevice } from '../device/device-watch.ts';
import { openRecordCpu } from './segment-record.cpu.ts';
import { type GpuRecordSegmenter, openRecordGpu } from './segment-record.gpu.ts';
import type { OpenSegmenter } from './tuning.ts';

const openOnCpu: OpenSegmenter = async (record, picture) => ({
  ...openRecordCpu(record, picture),
  dispose: () => undefined,
});

/**
 * Segments on the GPU where a real one can be had, else with the CPU twins: an emulated adapter is slower than they are.
 * The tuning worker has a device of its own, so sliders do not wait for the UNet's.
 */
export async function chooseSegmenter(gpu: GPU | undefined, forced: 'webgpu' | 'wasm' | null): Promise<OpenSegmenter> {
  if (!gpu || forced === 'wasm') return openOnCpu;
  try {
    const { device, adapterInfo } = await requestStudioDevice(gpu);
    if (adapterInfo.isFallback && forced !== 'webgpu') {
      device.destroy();
      return openOnCpu;
    }
    return openOnGpuUntilItFails(device);
  } catch (error) {
    if (error instanceof StudioError) return openOnCpu;
    throw error;
  }
}

/**
 * A graphics card that is lost, runs out of memory or computes wrongly must not cost a slider move: the CPU twins take over
 * and give the same masks. Only what a person can mend is told.
 */
function openOnGpuUntilItFails(device: GPUDevice): OpenSegmenter {
  const watch = watchDevice(device);
  let failed = false;
  const giveUp = (error: unknown) => {
    failed = true;
    console.warn('Masks are made on the CPU from now on, because the GPU failed.', error);
    // The diffusion worker may need the memory.
    device.destroy();
  };
  return async (record, picture) => {
    const onCpu = openRecordCpu(record, picture);
    let onGpu: GpuRecordSegmenter | null = null;
    return {
      async segment(tuning) {
        if (failed) return onCpu.segment(tuning);
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
