import { StudioError } from '../../core/errors.ts';
import { requestStudioDevice } from '../../gpu/device.ts';
import { watchDevice } from '../device/device-watch.ts';
import { openRecordCpu } from './segment-record.cpu.ts';
import { openRecordGpu } from './segment-record.gpu.ts';
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

/** A device that is lost or fails must not cost a slider move: the CPU twins take over and give the same masks. */
function openOnGpuUntilItFails(device: GPUDevice): OpenSegmenter {
  const watch = watchDevice(device);
  let failed = false;
  return async (record, picture) => {
    const onCpu = openRecordCpu(record, picture);
    if (failed) return { ...onCpu, dispose: () => undefined };
    const onGpu = openRecordGpu(device, record, picture);
    return {
      async segment(tuning) {
        if (failed) return onCpu.segment(tuning);
        try {
          const segmentation = await watch.guard(onGpu.segment(tuning));
          watch.throwIfFaulty();
          return segmentation;
        } catch (error) {
          if (error instanceof StudioError) throw error;
          failed = true;
          console.warn('Masks are made on the CPU from now on, because the GPU failed.', error);
          return onCpu.segment(tuning);
        }
      },
      dispose: () => onGpu.close(),
    };
  };
}
