import { beforeAll, describe, expect, test } from 'vitest';
import { MAX_GROUPS_PER_AXIS, recordDispatch, splitGroups } from './dispatch.ts';
import { loadKernel } from './kernel.ts';
import { type KernelSource, packParams } from './kernel-source.ts';
import { createStorage, readStorage } from './storage-buffer.ts';
import { openDawnDevice } from './testing/dawn-device.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

const counting = {
  name: 'counting',
  files: [
    { name: 'binding.wgsl', source: '@group(0) @binding(1) var<storage, read_write> out: array<u32>;' },
    {
      name: 'count.wgsl',
      source: `@compute @workgroup_size(1)
fn count(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = group.y * groups.x + group.x;
  if (index < params.limit) {
    out[index] = index + FIRST;
  }
}`,
    },
  ],
  entryPoint: 'count',
  constants: { FIRST: 7 },
  params: { limit: 'u32', unused: 'f32' },
} as const satisfies KernelSource;

describe('kernels', () => {
  test('a dispatch past the limit of one axis reaches every workgroup once', async () => {
    const limit = MAX_GROUPS_PER_AXIS + 2;
    const kernel = await loadKernel(device, counting);
    const out = createStorage(device, 'out', limit);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    recordDispatch(device, pass, kernel, { params: { limit, unused: 0 }, tensors: [out], groups: limit });
    pass.end();
    device.queue.submit([encoder.finish()]);
    const numbers = new Uint32Array((await readStorage(device, [out]))[0]!);
    expect(numbers.every((value, index) => value === index + 7)).toBe(true);
  });

  test('the same source and constants share a pipeline; other constants do not', async () => {
    const [first, second, third] = await Promise.all([
      loadKernel(device, counting),
      loadKernel(device, counting),
      loadKernel(device, { ...counting, constants: { FIRST: 8 } }),
    ]);
    expect(first.pipeline).toBe(second.pipeline);
    expect(first.pipeline).not.toBe(third.pipeline);
  });

  test('an error in the WGSL names file, line and column, and is not cached', async () => {
    const broken = {
      ...counting,
      name: 'broken',
      files: [counting.files[0], { name: 'bad.wgsl', source: '\nfn f() { _ = x; }' }],
    };
    await expect(loadKernel(device, broken)).rejects.toThrow(/bad\.wgsl:2:14: .*unresolved value 'x'/);
    const mended = { ...broken, files: [counting.files[0], { ...counting.files[1], name: 'bad.wgsl' }] };
    await expect(loadKernel(device, mended)).resolves.toMatchObject({ name: 'broken' });
  });
});

describe('host data', () => {
  test('params are laid out in the order of their fields', () => {
    const bytes = packParams({ a: 'u32', b: 'f32' }, { a: 3, b: 0.5 });
    expect(bytes.byteLength).toBe(16);
    expect(new Uint32Array(bytes)[0]).toBe(3);
    expect(new Float32Array(bytes)[1]).toBe(0.5);
  });

  test('a u32 param refuses fractions and negatives', () => {
    expect(() => packParams({ a: 'u32' }, { a: -1 })).toThrow(RangeError);
    expect(() => packParams({ a: 'u32' }, { a: 0.5 })).toThrow(RangeError);
  });

  test.each([1, MAX_GROUPS_PER_AXIS, MAX_GROUPS_PER_AXIS + 1, 5_000_000])('%i groups fit the axes', (groups) => {
    const [x, y] = splitGroups(groups);
    expect(Math.max(x, y)).toBeLessThanOrEqual(MAX_GROUPS_PER_AXIS);
    expect(x * y).toBeGreaterThanOrEqual(groups);
    expect(x * y - groups).toBeLessThan(y);
  });
});
