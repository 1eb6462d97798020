import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { provideVulkan } from '../../../src/gpu/testing/vulkan-driver.ts';
import { openDevice } from '../dawn.ts';
import { kernelCases } from '../kernel-cases.ts';
import { adapter } from './adapter.ts';
import { checkKernel } from './kernels.ts';

const platform = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
const runtimeFolder = join(dirname(fileURLToPath(import.meta.resolve('webgpu'))), 'dist', platform);

beforeAll(provideVulkan);

test('the check’s first part tells the adapter, its features and its limits', async () => {
  const rows: Readonly<Record<string, unknown>>[] = [];
  const emit = (row: Readonly<Record<string, unknown>>) => void rows.push(row);
  await adapter({ emit, small: true, modelFolder: '', workFolder: '', runtimeFolder });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ row: 'adapter', name: expect.stringMatching(/./), node: process.version });
  expect(rows[0]?.limits).toMatchObject({ maxStorageBufferBindingSize: expect.any(Number) });
});

test('small kernels agree with their twins through the check’s own Dawn, and a wrong twin is told', async () => {
  const { device } = await openDevice(runtimeFolder);
  const cases = kernelCases(true);
  const pick = (kernel: string) => cases.find((one) => one.kernel === kernel)!;
  for (const kernel of ['refine', 'segment']) {
    const row = await checkKernel(device, pick(kernel));
    expect(row).toMatchObject({ row: 'kernel', kernel, agrees: true, wallMs: expect.any(Number) });
  }
  const sharpen = pick('sharpen');
  const wrong = await checkKernel(device, {
    ...sharpen,
    open: (opened) => ({ ...sharpen.open(opened), twin: () => new Float32Array(65 * 65) }),
  });
  expect(wrong).toMatchObject({ kernel: 'sharpen', agrees: false });
  device.destroy();
});
