import { Worker } from 'node:worker_threads';
import { describe, expect, test, vi } from 'vitest';
import { startNodeThread } from '../../simd/node-simd-thread.ts';
import { serveSimdTasks } from '../../simd/simd-thread.ts';
import { maxDifference, randomArray } from '../../testing/random-array.ts';
import { type AccumulateAttentionInput, accumulateAttentionCpu } from './attention-accumulate.cpu.ts';
import { type AccumulateAttention, openAttentionSimd } from './attention-accumulate.simd.ts';

const alone = openAttentionSimd(0, startNodeThread)!;
const amongThree = openAttentionSimd(2, startNodeThread)!;

interface Size {
  readonly queries: number;
  readonly keys: number;
  readonly heads: number;
  readonly headDim: number;
}

/** Scores of ±4 · `spread`, and other numbers before Q and K, whose rows need not begin at whole vectors. */
function makeInput(size: Size, spread = 1): AccumulateAttentionInput {
  const { queries, keys, heads, headDim } = size;
  const [qOffset, kOffset] = [5, 3];
  return {
    ...size,
    q: randomArray(qOffset + queries * heads * headDim, 1).map((value) => 4 * spread * value),
    qOffset,
    k: randomArray(kOffset + keys * heads * headDim, 2),
    kOffset,
    scale: headDim ** -0.5,
    weight: 0.75,
    keyBias: null,
    out: randomArray(queries * keys, 3),
  };
}

function run(accumulate: AccumulateAttention, input: AccumulateAttentionInput): Float32Array {
  const out = input.out.slice();
  accumulate({ ...input, out });
  return out;
}

const twin = (input: AccumulateAttentionInput) =>
  run((task) => accumulateAttentionCpu({ ...task, keyBias: null }), input);

describe.each([
  ['one thread', alone],
  ['three threads', amongThree],
] as const)('%s', (_, accumulate) => {
  // Tokens and head sizes of every remainder by four and by eight; the largest first, so that stale memory would show.
  const sizes: [queries: number, keys: number, heads: number, headDim: number][] = [
    [1024, 1024, 2, 16],
    [256, 256, 8, 40],
    [64, 64, 20, 64],
    [130, 77, 3, 10],
    [81, 81, 2, 7],
    [63, 65, 5, 4],
    [9, 12, 1, 3],
    [4, 8, 2, 5],
    [2, 3, 1, 1],
    [1, 1, 1, 1],
  ];
  test.each(sizes)('%i × %i, %i heads of %i: adds what the twin adds', (queries, keys, heads, headDim) => {
    const input = makeInput({ queries, keys, heads, headDim });
    expect(maxDifference(run(accumulate, input), twin(input))).toBeLessThanOrEqual(1e-6);
  });

  test('scores far from zero and from each other neither overflow nor lose their row', () => {
    const input = makeInput({ queries: 40, keys: 44, heads: 2, headDim: 16 }, 200);
    const own = run(accumulate, input);
    expect(own.every(Number.isFinite)).toBe(true);
    expect(maxDifference(own, twin(input))).toBeLessThanOrEqual(2e-4);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    '%f among the queries makes its row no number, and no other row',
    (bad) => {
      const input = makeInput({ queries: 20, keys: 24, heads: 2, headDim: 4 });
      input.q[input.qOffset + 7 * 8 + 1] = bad;
      const own = run(accumulate, input);
      for (let n = 0; n < 20; n++) {
        const isNumber = own.subarray(n * 24, (n + 1) * 24).map((value) => Number(Number.isFinite(value)));
        expect(new Set(isNumber)).toEqual(new Set([n === 7 ? 0 : 1]));
      }
    },
  );

  test('a key of a padded panel counts for nothing, also where it scores highest', () => {
    // All scores are far below zero, and the last key, which fills the panel, has the highest.
    const size = { queries: 3, keys: 9, heads: 1, headDim: 4 };
    const q = new Float32Array(12).fill(10);
    const k = Float32Array.from({ length: 36 }, (_, i) => (i < 32 ? -41 : -40));
    const input = { ...size, q, qOffset: 0, k, kOffset: 0, scale: 1, weight: 1, keyBias: null };
    const out = run(accumulate, { ...input, out: new Float32Array(27) });
    expect(out[8]).toBeCloseTo(1, 6);
    expect(out.subarray(0, 9).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
  });

  test('a thousand small tasks in a row are each done whole and once', () => {
    const input = makeInput({ queries: 33, keys: 20, heads: 1, headDim: 4 });
    const out = new Float32Array(input.out.length);
    for (let task = 0; task < 1000; task++) accumulate({ ...input, weight: 0.001, out });
    const once = new Float32Array(input.out.length);
    accumulateAttentionCpu({ ...input, weight: 1, out: once });
    expect(maxDifference(out, once)).toBeLessThanOrEqual(2e-5);
  });
});

test('without shared memory there is no kernel', () => {
  vi.stubGlobal('SharedArrayBuffer', undefined);
  expect(openAttentionSimd(0, startNodeThread)).toBeNull();
  vi.unstubAllGlobals();
});

test('helpers that never come are not waited for', () => {
  const input = makeInput({ queries: 256, keys: 256, heads: 2, headDim: 8 });
  const accumulate = openAttentionSimd(3, () => undefined)!;
  expect(maxDifference(run(accumulate, input), twin(input))).toBeLessThanOrEqual(1e-6);
});

describe('a helper that dies inside a block', () => {
  const input = makeInput({ queries: 256, keys: 256, heads: 2, headDim: 8 });

  test('by a trap costs no map: this thread makes its rows, and all from then on', async () => {
    const died = vi.fn();
    const accumulate = openAttentionSimd(1, (workerData) => {
      const trap = '{ exports: { runBlock() { throw new WebAssembly.RuntimeError("unreachable"); } } }';
      const program = `WebAssembly.Instance = function () { return ${trap}; }; (${serveSimdTasks})(require('node:worker_threads').workerData)`;
      new Worker(program, { eval: true, workerData }).on('error', died).unref();
    })!;
    for (let call = 0; call < 1000 && died.mock.calls.length === 0; call++) {
      expect(maxDifference(run(accumulate, input), twin(input))).toBeLessThanOrEqual(1e-6);
      await new Promise((resolve) => setTimeout(resolve));
    }
    expect(died).toHaveBeenCalledOnce();
    expect(maxDifference(run(accumulate, input), twin(input))).toBeLessThanOrEqual(1e-6);
  });

  test('without a sign is waited for a minute, and then the engine has to start again', () => {
    const accumulate = openAttentionSimd(1, ({ memory }) => Atomics.add(new Int32Array(memory.buffer), 1, 1))!;
    const wait = vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
    const lost = expect.objectContaining({ code: 'worker-crashed', message: expect.stringContaining('60 seconds') });
    expect(() => run(accumulate, input)).toThrow(lost);
    const waitedMs = wait.mock.calls.reduce((sum, [, , , limitMs = Number.POSITIVE_INFINITY]) => sum + limitMs, 0);
    expect(waitedMs).toBe(60_000);
    wait.mockRestore();
  });
});
