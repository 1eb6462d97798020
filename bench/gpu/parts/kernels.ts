import { readStorage } from '../../../src/gpu/storage-buffer.ts';
import { maxDifference } from '../../../src/gpu/testing/random-array.ts';
import { openDevice } from '../dawn.ts';
import { timeOnGpu } from '../gpu-timer.ts';
import { kernelCases } from '../kernel-cases.ts';
import type { Part } from '../part.ts';

/** Every kernel against its CPU twin, with times. */
export const kernels: Part = async ({ emit, small, runtimeFolder }) => {
  const { device } = await openDevice(runtimeFolder);
  for (const { kernel, size, tolerance, open } of kernelCases(small)) {
    try {
      const { record, output, read = (bytes) => new Float32Array(bytes), twin } = open(device);
      const encoder = device.createCommandEncoder();
      await record(encoder);
      device.queue.submit([encoder.finish()]);
      const [bytes] = await readStorage(device, [output]);
      const started = performance.now();
      const expected = twin();
      const cpuMs = performance.now() - started;
      const difference = maxDifference(read(bytes as ArrayBuffer), expected);
      const time = await timeOnGpu(device, record);
      emit({ row: 'kernel', kernel, size, agrees: difference <= tolerance, difference, tolerance, ...time, cpuMs });
    } catch (error) {
      emit({ row: 'kernel', kernel, size, agrees: false, error: String(error) });
    }
  }
};
