import { StudioError } from '../core/errors.ts';
import { requestStudioDevice } from '../gpu/device.ts';
import { openRecordCpu } from '../gpu/segment-record.cpu.ts';
import { openRecordGpu } from '../gpu/segment-record.gpu.ts';
import type { OpenSegmenter } from './tuning.ts';

const openOnCpu: OpenSegmenter = async (record, width, height) => ({
  ...openRecordCpu(record, width, height),
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
    return openOnGpuUntilLost(device);
  } catch (error) {
    if (error instanceof StudioError) return openOnCpu;
    throw error;
  }
}

/** A lost device must not cost a slider move: the CPU twins take over and give the same masks. */
function openOnGpuUntilLost(device: GPUDevice): OpenSegmenter {
  let lost = false;
  void device.lost.then(() => {
    lost = true;
  });
  return async (record, width, height) => {
    if (lost) return openOnCpu(record, width, height);
    const onGpu = openRecordGpu(device, record, width, height);
    const onCpu = openRecordCpu(record, width, height);
    return {
      async segment(tuning) {
        if (lost) return onCpu.segment(tuning);
        try {
          return await onGpu.segment(tuning);
        } catch (error) {
          if (error instanceof StudioError) throw error;
          // The device is told lost a moment after its calls fail.
          await Promise.race([device.lost, new Promise((resolve) => setTimeout(resolve, 100))]);
          if (!lost) throw error;
          return onCpu.segment(tuning);
        }
      },
      dispose: () => onGpu.close(),
    };
  };
}
