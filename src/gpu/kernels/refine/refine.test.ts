import { beforeAll, describe, expect, test } from 'vitest';
import { createStorage, readStorage, uploadStorage } from '../../storage-buffer.ts';
import { openDawnDevice } from '../../testing/dawn-device.ts';
import { maxDifference, randomArray, randomStochastic } from '../../testing/random-array.ts';
import { refineCpu, refineScalar } from './refine.cpu.ts';
import { recordRefine, WORKGROUP } from './refine.gpu.ts';
import { hasSimd } from './refine.simd.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

/** Three sites were summed: the scale takes it back. */
const SITES = 3;

function makeInput(tokens: number, columns: number, maxPower: number) {
  const a = randomStochastic(tokens, tokens, 1).map((value) => SITES * value);
  return { a, scale: 1 / SITES, x0: randomArray(tokens * columns, 2), tokens, columns, maxPower };
}
type Input = ReturnType<typeof makeInput>;

/** Aᵏ formed first, then applied to X₀: the other order of the same product, in double precision. */
function oracle({ a, scale, x0, tokens, columns, maxPower }: Input): Float64Array {
  const result = new Float64Array((maxPower + 1) * tokens * columns);
  let power = Float64Array.from({ length: tokens * tokens }, (_, i) => (i % (tokens + 1) === 0 ? 1 : 0));
  for (let k = 0; k <= maxPower; k++) {
    result.set(product(power, x0, tokens, tokens, columns), k * tokens * columns);
    power = product(power, a, tokens, tokens, tokens).map((value) => scale * value);
  }
  return result;
}

function product(a: ArrayLike<number>, b: ArrayLike<number>, rows: number, inner: number, columns: number) {
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < inner; i++) {
      const factor = a[r * inner + i]!;
      for (let c = 0; c < columns; c++) out[r * columns + c]! += factor * b[i * columns + c]!;
    }
  }
  return out;
}

function runTwin(input: Input): Float32Array {
  const out = new Float32Array((input.maxPower + 1) * input.tokens * input.columns);
  refineCpu({ ...input, out });
  return out;
}

function runScalar(input: Input): Float32Array {
  const out = new Float32Array((input.maxPower + 1) * input.tokens * input.columns);
  refineScalar({ ...input, out });
  return out;
}

async function runGpu(input: Input, aOffset = 0): Promise<Float32Array> {
  const { tokens, columns, maxPower } = input;
  const padded = new Float32Array(aOffset + tokens * tokens);
  padded.set(input.a, aOffset);
  const a = { ...uploadStorage(device, 'a', padded), offset: aOffset, count: tokens * tokens };
  const x0 = uploadStorage(device, 'x0', input.x0);
  const stack = createStorage(device, 'stack', (maxPower + 1) * tokens * columns);
  const encoder = device.createCommandEncoder();
  await recordRefine(device, encoder, { ...input, a, x0, stack });
  device.queue.submit([encoder.finish()]);
  const [bytes] = await readStorage(device, [stack]);
  return new Float32Array(bytes!);
}

const small = [1, 2, 5, WORKGROUP - 1, WORKGROUP, WORKGROUP + 1].flatMap((tokens) =>
  [1, 2, 3, 4, 7].map((columns) => [tokens, columns, 4] as const),
);

describe('the twin against powers of the whole matrix', () => {
  test.each([...small, [130, 24, 8] as const])('%i tokens, %i columns, %i powers', (...size) => {
    const input = makeInput(...size);
    expect(maxDifference(runTwin(input), oracle(input))).toBeLessThan(1e-6);
  });

  test('with rows that sum to 1 a constant column stays constant', () => {
    const input = { ...makeInput(64, 1, 8), x0: new Float32Array(64).fill(0.25) };
    const stack = runTwin(input);
    expect(maxDifference(stack, new Float32Array(stack.length).fill(0.25))).toBeLessThan(1e-6);
  });
});

describe('the twin in plain JavaScript, for engines without SIMD', () => {
  test('SIMD runs here, so that both are compared', () => {
    expect(hasSimd()).toBe(true);
  });

  test.each([
    [1, 1],
    [5, 4],
    [64, 3],
    [66, 7],
  ] as const)('%i tokens, %i columns', (tokens, columns) => {
    const input = makeInput(tokens, columns, 4);
    const out = runScalar(input);
    expect(maxDifference(out, oracle(input))).toBeLessThan(1e-6);
    expect(maxDifference(out, runTwin(input))).toBeLessThan(1e-6);
  });

  // More than SIMD's module takes of A at once; 1025 leaves a last part that is padded.
  test.each([1025, 1100])('%i tokens go through the SIMD module in parts', (tokens) => {
    const input = makeInput(tokens, 4, 2);
    expect(maxDifference(runScalar(input), runTwin(input))).toBeLessThan(1e-6);
  });
});

describe('WGSL against the twin', () => {
  const real = [[256, 24, 8] as const, [1024, 3, 8] as const, [1024, 72, 1] as const, [64, 100, 8] as const];
  test.each([...small, ...real])('%i tokens, %i columns, %i powers', async (...size) => {
    const input = makeInput(...size);
    expect(maxDifference(await runGpu(input), runTwin(input))).toBeLessThan(2e-6);
  });

  test('no power: the stack is the columns', async () => {
    const input = makeInput(16, 3, 0);
    expect(await runGpu(input)).toEqual(input.x0);
  });

  test('a matrix that starts inside its buffer', async () => {
    const input = makeInput(64, 3, 2);
    expect(maxDifference(await runGpu(input, 7), runTwin(input))).toBeLessThan(2e-6);
  });
});
