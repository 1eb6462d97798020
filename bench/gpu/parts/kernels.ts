import { readStorage } from '../../../src/gpu/storage-buffer.ts';
import { maxDifference } from '../../../src/gpu/testing/random-array.ts';
import { openDevice } from '../dawn.ts';
import { timeOnGpu } from '../gpu-timer.ts';
import { type KernelCase, kernelCases } from '../kernel-cases.ts';
import type { Part } from '../part.ts';

/** Every kernel against its CPU twin, with times. */
export const kernels: Part = async ({ emit, small, runtimeFolder }) => {
  const { device } = await openDevice(runtimeFolder);
  const cases = kernelCases(small);
  let agreeing = 0;
  for (const one of cases) {
    const row = await checkKernel(device, one);
    agreeing += Number(row.agrees);
    emit(row);
  }
  const kinds = new Set(cases.map(({ kernel }) => kernel)).size;
  return {
    ok: agreeing === cases.length,
    says: `${agreeing} of ${cases.length} agree with their twins, ${kinds} kernels`,
  };
};

/** @returns a row: whether it agrees, how far off it is, its times; or why it could not run */
export async function checkKernel(
  device: GPUDevice,
  { kernel, size, tolerance, open }: KernelCase,
): Promise<Readonly<Record<string, unknown>>> {
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
    return { row: 'kernel', kernel, size, agrees: difference <= tolerance, difference, tolerance, ...time, cpuMs };
  } catch (error) {
    return { row: 'kernel', kernel, size, agrees: false, error: String(error) };
  }
}
