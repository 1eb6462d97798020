import { beforeAll, describe, expect, test } from 'vitest';
import { accumulateAttentionCpu } from './kernels/attention-accumulate/attention-accumulate.cpu.ts';
import { recordAttentionAccumulate } from './kernels/attention-accumulate/attention-accumulate.gpu.ts';
import { refineCpu } from './kernels/refine/refine.cpu.ts';
import { recordRefine } from './kernels/refine/refine.gpu.ts';
import { createStorage, readStorage, uploadStorage } from './storage-buffer.ts';
import type { TensorSlice } from './tensor-slice.ts';
import { countAllocations } from './testing/count-allocations.ts';
import { openPlainDevice } from './testing/dawn-device.ts';
import { maxDifference, randomArray } from './testing/random-array.ts';

/** Tokens of self-attention at 64 × 64, the largest of Stable Diffusion at 512 × 512 pixels. */
const TOKENS = 64 * 64;

/** WebGPU's guaranteed limits and nothing more. */
let device: GPUDevice;
beforeAll(async () => {
  device = await openPlainDevice();
});

/** Rows `first` … of the map of these Q and K, by the twin. */
function mapRows(q: Float32Array, k: Float32Array, shape: Shape, first: number, rows: number): Float32Array {
  const out = new Float32Array(rows * TOKENS);
  const qOffset = first * shape.heads * shape.headDim;
  const fixed = { queries: rows, keys: TOKENS, weight: 1, keyBias: null, kOffset: 0 };
  accumulateAttentionCpu({ ...shape, ...fixed, q, qOffset, k, out });
  return out;
}

interface Shape {
  readonly heads: number;
  readonly headDim: number;
  readonly scale: number;
}

// SD 1.5 has 8 heads of 40 there; SD 2 has 5 of 64 there, and 10 and 20 further down; SDXL has 10.
describe.each([
  { heads: 5, headDim: 64 },
  { heads: 8, headDim: 40 },
  { heads: 10, headDim: 64 },
  { heads: 20, headDim: 64 },
])('4096 tokens, $heads heads of $headDim', ({ heads, headDim }) => {
  test('the first, a middle and the last rows agree with the twin', async () => {
    const shape = { heads, headDim, scale: headDim ** -0.5 };
    const width = heads * headDim;
    const [qData, kData] = [randomArray(TOKENS * width, 1).map((x) => 3 * x), randomArray(TOKENS * width, 2)];
    const [q, k] = [uploadStorage(device, 'q', qData), uploadStorage(device, 'k', kData)];
    for (const first of [0, 2050, TOKENS - 3]) {
      const out = createStorage(device, 'rows', 3 * TOKENS);
      const encoder = device.createCommandEncoder();
      const rows: TensorSlice = { ...q, offset: first * width, count: 3 * width };
      const size = { queries: 3, keys: TOKENS, weight: 1, keyBias: null, qkType: 'float32' } as const;
      await recordAttentionAccumulate(device, encoder, { ...shape, ...size, q: rows, k, out });
      device.queue.submit([encoder.finish()]);
      const [bytes] = await readStorage(device, [out]);
      expect(maxDifference(new Float32Array(bytes!), mapRows(qData, kData, shape, first, 3))).toBeLessThan(1e-6);
    }
  });
});

test('a whole 4096 × 4096 map: one map of memory, rows like the twin’s, refined like the twin', async () => {
  const shape = { heads: 2, headDim: 4, scale: 0.5 };
  const width = shape.heads * shape.headDim;
  const [qData, kData] = [randomArray(TOKENS * width, 1).map((x) => 3 * x), randomArray(TOKENS * width, 2)];
  const [q, k] = [uploadStorage(device, 'q', qData), uploadStorage(device, 'k', kData)];
  const allocated = countAllocations(device);
  const a = createStorage(device, 'A_S', TOKENS * TOKENS);
  const capture = device.createCommandEncoder();
  const size = { queries: TOKENS, keys: TOKENS, weight: 1, keyBias: null, qkType: 'float32' } as const;
  await recordAttentionAccumulate(device, capture, { ...shape, ...size, q, k, out: a });
  device.queue.submit([capture.finish()]);
  // Row maxima and sums, and a uniform, come on top of the map; the map of a single head would be 64 MiB more.
  expect(allocated.bytes).toBeLessThanOrEqual(4 * TOKENS * TOKENS + 8 * shape.heads * TOKENS + 1024);

  const columns = 5;
  const x0Data = randomArray(TOKENS * columns, 3);
  const stack = createStorage(device, 'stack', 3 * TOKENS * columns);
  const refine = device.createCommandEncoder();
  const x0 = uploadStorage(device, 'x0', x0Data);
  await recordRefine(device, refine, { a, scale: 1, x0, stack, tokens: TOKENS, columns, maxPower: 2 });
  device.queue.submit([refine.finish()]);
  const [map, powers] = (await readStorage(device, [a, stack])).map((bytes) => new Float32Array(bytes));

  for (const first of [0, 1023, TOKENS - 2]) {
    const rows = map!.subarray(first * TOKENS, (first + 2) * TOKENS);
    expect(maxDifference(rows, mapRows(qData, kData, shape, first, 2))).toBeLessThan(1e-6);
  }
  const expected = new Float32Array(powers!.length);
  refineCpu({ a: map!, scale: 1, x0: x0Data, tokens: TOKENS, columns, maxPower: 2, out: expected });
  expect(maxDifference(powers!, expected)).toBeLessThan(2e-6);
});
