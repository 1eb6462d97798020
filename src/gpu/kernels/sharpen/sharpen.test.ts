import { beforeAll, describe, expect, test } from 'vitest';
import { readStorage, uploadStorage } from '../../storage-buffer.ts';
import { openDawnDevice } from '../../testing/dawn-device.ts';
import { maxDifference, randomStochastic } from '../../testing/random-array.ts';
import { type SharpenInput, sharpenCpu } from './sharpen.cpu.ts';
import { recordSharpen, WORKGROUP } from './sharpen.gpu.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

/** Three sites were summed: rows sum to 3. */
const makeInput = (tokens: number, power: number) => ({
  a: randomStochastic(tokens, tokens, tokens).map((value) => 3 * value),
  tokens,
  power,
});
type Input = SharpenInput;

function runTwin({ a, tokens, power }: Input): Float32Array {
  const sharpened = a.slice();
  sharpenCpu({ a: sharpened, tokens, power });
  return sharpened;
}

async function runGpu({ a, tokens, power }: Input, offset = 0): Promise<Float32Array> {
  const padded = new Float32Array(offset + a.length + 1).fill(7);
  padded.set(a, offset);
  const slice = { ...uploadStorage(device, 'a', padded), offset, count: a.length };
  const encoder = device.createCommandEncoder();
  await recordSharpen(device, encoder, { a: slice, tokens, power });
  device.queue.submit([encoder.finish()]);
  const [bytes] = await readStorage(device, [{ ...slice, offset: 0, count: padded.length }]);
  const result = new Float32Array(bytes!);
  expect(result.at(-1)).toBe(7);
  return result.slice(offset, offset + a.length);
}

describe('the twin', () => {
  test('raises and normalises', () => {
    const a = Float32Array.of(0.5, 0.3, 0, 1);
    sharpenCpu({ a, tokens: 2, power: 2 });
    expect(a[0]).toBeCloseTo(0.25 / 0.34, 6);
    expect(a[1]).toBeCloseTo(0.09 / 0.34, 6);
    expect([...a.subarray(2)]).toEqual([0, 1]);
  });

  test('lowers the entropy of each row above power 1 and leaves rows of sum 1 alone at 1', () => {
    const entropies = (a: Float32Array) =>
      Array.from({ length: 8 }, (_, n) =>
        a.subarray(n * 8, n * 8 + 8).reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0),
      );
    const plain = { ...makeInput(8, 1), a: randomStochastic(8, 8, 3) };
    expect(maxDifference(runTwin(plain), plain.a)).toBeLessThan(1e-6);
    const before = entropies(plain.a);
    entropies(runTwin({ ...plain, power: 1.5 })).forEach((entropy, n) => {
      expect(entropy).toBeLessThan(before[n]!);
    });
  });

  test('takes the square root for a power of three halves', () => {
    const a = randomStochastic(64, 64, 5);
    const raised = a.map((value, m) => (value / Math.max(...a.subarray(m - (m % 64), m - (m % 64) + 64))) ** 1.5);
    const sums = Array.from({ length: 64 }, (_, n) => raised.subarray(n * 64, n * 64 + 64).reduce((x, y) => x + y, 0));
    const expected = raised.map((value, m) => value / sums[Math.floor(m / 64)]!);
    expect(maxDifference(runTwin({ a, tokens: 64, power: 1.5 }), expected)).toBeLessThan(1e-7);
  });

  test('keeps tiny probabilities in range, and rows of zeros', () => {
    const a = Float32Array.of(1e-30, 1e-30, 0, 0);
    sharpenCpu({ a, tokens: 2, power: 4 });
    expect([...a]).toEqual([0.5, 0.5, 0, 0]);
  });
});

describe('WGSL against the twin', () => {
  test.each(
    [1, 2, WORKGROUP - 1, WORKGROUP, WORKGROUP + 1, 130, 256, 1024].flatMap((tokens) =>
      [1, 1.5, 2, 4].map((power) => [tokens, power] as const),
    ),
  )('%i tokens, power %f', async (tokens, power) => {
    const input = makeInput(tokens, power);
    expect(maxDifference(await runGpu(input), runTwin(input))).toBeLessThan(2e-6);
  });

  test('a matrix that starts inside its buffer, with a row of zeros and zeros in rows', async () => {
    const input = makeInput(66, 2);
    input.a.fill(0, 66, 2 * 66);
    input.a.fill(0, 3 * 66, 3 * 66 + 20);
    expect(maxDifference(await runGpu(input, 5), runTwin(input))).toBeLessThan(2e-6);
  });
});
