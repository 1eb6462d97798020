import { beforeAll, describe, expect, test } from 'vitest';
import { createStorage, readStorage, uploadStorage } from '../../storage-buffer.ts';
import { openDawnDevice } from '../../testing/dawn-device.ts';
import { maxDifference, randomArray } from '../../testing/random-array.ts';
import { type AccumulateAttentionInput, accumulateAttentionCpu } from './attention-accumulate.cpu.ts';
import { recordAttentionAccumulate, WORKGROUP } from './attention-accumulate.gpu.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

interface Size {
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly headDim: number;
}

function makeInput(size: Size, extra: Partial<AccumulateAttentionInput> = {}): AccumulateAttentionInput {
  const { queries, keys, heads, headDim } = size;
  const qOffset = 8;
  const kOffset = 12;
  return {
    ...size,
    q: randomArray(qOffset + queries * heads * headDim, 1).map((value) => 4 * value),
    qOffset,
    k: randomArray(kOffset + keys * heads * headDim, 2),
    kOffset,
    scale: headDim ** -0.5,
    weight: 0.75,
    keyBias: null,
    out: randomArray(queries * keys, 3),
    ...extra,
  };
}

/** The formula word for word, in double precision, with no running maximum. */
function oracle(input: AccumulateAttentionInput): Float64Array {
  const { q, qOffset, k, kOffset, queries, keys, heads, headDim, scale, weight, keyBias, out } = input;
  const result = Float64Array.from(out);
  for (let head = 0; head < heads; head++) {
    for (let n = 0; n < queries; n++) {
      const e = Array.from({ length: keys }, (_, m) => {
        let dot = 0;
        for (let d = 0; d < headDim; d++) {
          dot += q[qOffset + (n * heads + head) * headDim + d]! * k[kOffset + (m * heads + head) * headDim + d]!;
        }
        return Math.exp(scale * dot + (keyBias ? keyBias[m]! : 0));
      });
      const sum = e.reduce((total, value) => total + value, 0);
      for (let m = 0; m < keys; m++) result[n * keys + m]! += (weight * e[m]!) / sum / heads;
    }
  }
  return result;
}

function runTwin(input: AccumulateAttentionInput): Float32Array {
  const out = input.out.slice();
  accumulateAttentionCpu({ ...input, out });
  return out;
}

async function runGpu(input: AccumulateAttentionInput, times = 1): Promise<Float32Array> {
  const { qOffset, kOffset, queries, keys, heads, headDim } = input;
  const q = { ...uploadStorage(device, 'q', input.q), offset: qOffset, count: queries * heads * headDim };
  const k = { ...uploadStorage(device, 'k', input.k), offset: kOffset, count: keys * heads * headDim };
  const out = uploadStorage(device, 'out', input.out);
  const keyBias = input.keyBias ? uploadStorage(device, 'bias', input.keyBias) : null;
  const encoder = device.createCommandEncoder();
  for (let i = 0; i < times; i++) await recordAttentionAccumulate(device, encoder, { ...input, q, k, out, keyBias });
  device.queue.submit([encoder.finish()]);
  const [bytes] = await readStorage(device, [out]);
  return new Float32Array(bytes!);
}

const small: Size[] = [1, WORKGROUP - 1, WORKGROUP, WORKGROUP + 1, 37].flatMap((tokens) => [
  { queries: tokens, keys: tokens, heads: 2, headDim: 8 },
  { queries: tokens, keys: 7, heads: 3, headDim: 5 },
]);

describe('the twin against the formula', () => {
  test.each(small)('$queries × $keys, $heads heads of $headDim', (size) => {
    const input = makeInput(size);
    expect(maxDifference(runTwin(input), oracle(input))).toBeLessThan(1e-6);
  });

  test('a key bias of −1e9 takes keys out of the softmax', () => {
    const keyBias = Float32Array.from([-1e9, 0, -1e9, 0, 0, -1e9]);
    const input = makeInput({ queries: 5, keys: 6, heads: 2, headDim: 4 }, { keyBias, out: new Float32Array(30) });
    const out = runTwin(input);
    expect(maxDifference(out, oracle(input))).toBeLessThan(1e-6);
    expect([out[0], out[2], out[5]]).toEqual([0, 0, 0]);
  });
});

describe('WGSL against the twin', () => {
  const real: Size[] = [
    { queries: 64, keys: 64, heads: 4, headDim: 32 },
    { queries: 256, keys: 256, heads: 4, headDim: 32 },
    { queries: 1024, keys: 1024, heads: 2, headDim: 16 },
    { queries: 1024, keys: 77, heads: 2, headDim: 40 },
    // All keys of a 64 × 64 grid, few of its rows: every row is computed alone.
    { queries: 40, keys: 4096, heads: 2, headDim: 40 },
  ];
  test.each([...small, ...real])('$queries × $keys, $heads heads of $headDim', async (size) => {
    const input = makeInput(size);
    expect(maxDifference(await runGpu(input), runTwin(input))).toBeLessThan(2e-6);
  });

  test('offsets that are no multiple of four', async () => {
    const size = { queries: 9, keys: 11, heads: 2, headDim: 8 };
    const q = randomArray(5 + 9 * 16, 1);
    const k = randomArray(3 + 11 * 16, 2);
    const input = makeInput(size, { q, qOffset: 5, k, kOffset: 3 });
    expect(maxDifference(await runGpu(input), runTwin(input))).toBeLessThan(2e-6);
  });

  test('a key bias, also where the first keys are all taken out', async () => {
    const keyBias = new Float32Array(32).fill(-1e9);
    keyBias[9] = 0;
    keyBias[20] = 0;
    const input = makeInput({ queries: 65, keys: 32, heads: 2, headDim: 32 }, { keyBias });
    expect(maxDifference(await runGpu(input), runTwin(input))).toBeLessThan(2e-6);
  });

  test('scores of several hundred neither overflow nor become NaN', async () => {
    const input = makeInput({ queries: 33, keys: 65, heads: 1, headDim: 8 }, { scale: 200 });
    expect(maxDifference(await runGpu(input), runTwin(input))).toBeLessThan(1e-3);
  });

  test('a second call adds to the first', async () => {
    const input = makeInput({ queries: 16, keys: 16, heads: 2, headDim: 8 });
    const twice = runTwin({ ...input, out: runTwin(input) });
    expect(maxDifference(await runGpu(input, 2), twice)).toBeLessThan(2e-6);
  });

  test('a buffer larger than its tensor keeps what lies behind it', async () => {
    const input = makeInput({ queries: 3, keys: 3, heads: 1, headDim: 4 });
    const buffer = createStorage(device, 'large out', 32);
    const encoder = device.createCommandEncoder();
    await recordAttentionAccumulate(device, encoder, {
      ...input,
      q: { ...uploadStorage(device, 'q', input.q), offset: 8, count: 12 },
      k: { ...uploadStorage(device, 'k', input.k), offset: 12, count: 12 },
      out: { buffer: buffer.buffer, offset: 5, count: 9 },
      keyBias: null,
    });
    device.queue.submit([encoder.finish()]);
    const values = new Float32Array((await readStorage(device, [buffer]))[0]!);
    const expected = runTwin({ ...input, out: new Float32Array(9) });
    expect(maxDifference(values.subarray(5, 14), expected)).toBeLessThan(2e-6);
    expect([...values.subarray(0, 5), ...values.subarray(14)].every((value) => value === 0)).toBe(true);
  });
});
