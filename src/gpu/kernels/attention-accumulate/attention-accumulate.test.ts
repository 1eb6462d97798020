import { describe, expect, test } from 'vitest';
import { halvesToNumbers } from '../../../core/half.ts';
import { createStorage, readStorage, uploadStorage } from '../../storage-buffer.ts';
import { largestSubgroup } from '../../subgroups.ts';
import { openDawnDevice, openPlainDevice } from '../../testing/dawn-device.ts';
import { maxDifference, randomArray } from '../../testing/random-array.ts';
import { type AccumulateAttentionInput, accumulateAttentionCpu } from './attention-accumulate.cpu.ts';
import { recordAttentionAccumulate, WORKGROUP } from './attention-accumulate.gpu.ts';

const { device } = await openDawnDevice();
const plain = await openPlainDevice();

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

/** Q and K of an input as fp16 bits, and the same input with the numbers that the bits stand for. */
function inHalves(input: AccumulateAttentionInput): {
  q: Uint16Array;
  k: Uint16Array;
  rounded: AccumulateAttentionInput;
} {
  const [q, k] = [randomHalves(input.q.length, 1), randomHalves(input.k.length, 2)];
  return { q, k, rounded: { ...input, q: halvesToNumbers(q), k: halvesToNumbers(k) } };
}

/** Numbers of both signs between 2⁻⁷ and 2 with all their eleven bits in use. */
function randomHalves(count: number, seed: number): Uint16Array {
  return Uint16Array.from(randomArray(count, seed), (value) => {
    const bits = Math.floor(Math.abs(value) * 2 ** 20);
    return (value < 0 ? 0x8000 : 0) | ((8 + (bits >> 17)) << 10) | (bits & 0x3ff);
  });
}

/** Bits as whole words; what lies behind an odd last one is not a number. */
function inWords(bits: Uint16Array): Uint32Array {
  const padded = new Uint16Array(Math.ceil(bits.length / 2) * 2).fill(0x7e00);
  padded.set(bits);
  return new Uint32Array(padded.buffer);
}

async function runGpu(
  device: GPUDevice,
  input: AccumulateAttentionInput,
  { times = 1, halves }: { times?: number; halves?: { q: Uint16Array; k: Uint16Array } } = {},
): Promise<Float32Array> {
  const { qOffset, kOffset, queries, keys, heads, headDim } = input;
  const [qData, kData] = halves ? [inWords(halves.q), inWords(halves.k)] : [input.q, input.k];
  const q = { ...uploadStorage(device, 'q', qData), offset: qOffset, count: queries * heads * headDim };
  const k = { ...uploadStorage(device, 'k', kData), offset: kOffset, count: keys * heads * headDim };
  const out = uploadStorage(device, 'out', input.out);
  const keyBias = input.keyBias ? uploadStorage(device, 'bias', input.keyBias) : null;
  const qkType = halves ? 'float16' : 'float32';
  const encoder = device.createCommandEncoder();
  for (let i = 0; i < times; i++) {
    await recordAttentionAccumulate(device, encoder, { ...input, qkType, q, k, out, keyBias });
  }
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

const subgroup = largestSubgroup(device);
const variants = [
  { variant: 'each invocation with rows of its own', on: plain, skip: false },
  subgroup === null
    ? {
        variant: 'rows shared in a subgroup: skipped, this adapter or its WGSL has no subgroups',
        on: device,
        skip: true,
      }
    : { variant: `rows shared in subgroups of up to ${subgroup}`, on: device, skip: false },
];

describe.each(variants)('WGSL against the twin, $variant', ({ on, skip }) => {
  if (skip) {
    test.skip('nothing to compare', () => undefined);
    return;
  }
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
    expect(maxDifference(await runGpu(on, input), runTwin(input))).toBeLessThan(2e-6);
  });

  test('offsets that are no multiple of four', async () => {
    const size = { queries: 9, keys: 11, heads: 2, headDim: 8 };
    const q = randomArray(5 + 9 * 16, 1);
    const k = randomArray(3 + 11 * 16, 2);
    const input = makeInput(size, { q, qOffset: 5, k, kOffset: 3 });
    expect(maxDifference(await runGpu(on, input), runTwin(input))).toBeLessThan(2e-6);
  });

  test.each([
    { size: { queries: 64, keys: 64, heads: 4, headDim: 32 }, qOffset: 8, kOffset: 4 },
    { size: { queries: 65, keys: 77, heads: 5, headDim: 40 }, qOffset: 65 * 200, kOffset: 0 },
    // From here on rows begin in the middle of a word, and the last one ends there.
    { size: { queries: 9, keys: 11, heads: 2, headDim: 8 }, qOffset: 5, kOffset: 3 },
    { size: { queries: 5, keys: 3, heads: 3, headDim: 5 }, qOffset: 75, kOffset: 0 },
    { size: { queries: 1, keys: 1, heads: 1, headDim: 1 }, qOffset: 0, kOffset: 0 },
  ])('fp16 of $size from $qOffset and $kOffset on', async ({ size, qOffset, kOffset }) => {
    const { queries, keys, heads, headDim } = size;
    const [q, k] = [qOffset + queries * heads * headDim, kOffset + keys * heads * headDim];
    const input = makeInput(size, { q: new Float32Array(q), qOffset, k: new Float32Array(k), kOffset });
    const { rounded, ...halves } = inHalves(input);
    expect(maxDifference(await runGpu(on, rounded, { halves }), runTwin(rounded))).toBeLessThan(2e-6);
  });

  test('a key bias, also where the first keys are all taken out', async () => {
    const keyBias = new Float32Array(32).fill(-1e9);
    keyBias[9] = 0;
    keyBias[20] = 0;
    const input = makeInput({ queries: 65, keys: 32, heads: 2, headDim: 32 }, { keyBias });
    expect(maxDifference(await runGpu(on, input), runTwin(input))).toBeLessThan(2e-6);
  });

  test('scores of several hundred neither overflow nor become NaN', async () => {
    const input = makeInput({ queries: 33, keys: 65, heads: 1, headDim: 8 }, { scale: 200 });
    expect(maxDifference(await runGpu(on, input), runTwin(input))).toBeLessThan(1e-3);
  });

  test('a second call adds to the first', async () => {
    const input = makeInput({ queries: 16, keys: 16, heads: 2, headDim: 8 });
    const twice = runTwin({ ...input, out: runTwin(input) });
    expect(maxDifference(await runGpu(on, input, { times: 2 }), twice)).toBeLessThan(2e-6);
  });

  test('a buffer larger than its tensor keeps what lies behind it', async () => {
    const input = makeInput({ queries: 3, keys: 3, heads: 1, headDim: 4 });
    const buffer = createStorage(on, 'large out', 32);
    const encoder = on.createCommandEncoder();
    await recordAttentionAccumulate(on, encoder, {
      ...input,
      qkType: 'float32',
      q: { ...uploadStorage(on, 'q', input.q), offset: 8, count: 12 },
      k: { ...uploadStorage(on, 'k', input.k), offset: 12, count: 12 },
      out: { buffer: buffer.buffer, offset: 5, count: 9 },
      keyBias: null,
    });
    on.queue.submit([encoder.finish()]);
    const values = new Float32Array((await readStorage(on, [buffer]))[0]!);
    const expected = runTwin({ ...input, out: new Float32Array(9) });
    expect(maxDifference(values.subarray(5, 14), expected)).toBeLessThan(2e-6);
    expect([...values.subarray(0, 5), ...values.subarray(14)].every((value) => value === 0)).toBe(true);
  });
});
