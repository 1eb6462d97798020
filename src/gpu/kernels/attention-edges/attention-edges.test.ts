import { beforeAll, describe, expect, test } from 'vitest';
import { createStorage, readStorage, uploadStorage } from '../../storage-buffer.ts';
import { openDawnDevice } from '../../testing/dawn-device.ts';
import { maxDifference, randomStochastic } from '../../testing/random-array.ts';
import { type AttentionEdgesInput, attentionEdgesCpu } from './attention-edges.cpu.ts';
import { recordAttentionEdges, WORKGROUP } from './attention-edges.gpu.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

type Input = Omit<AttentionEdgesInput, 'edges'>;

/** Three sites were summed: rows sum to 3. */
function makeInput(width: number, height: number): Input {
  const tokens = width * height;
  const a = randomStochastic(tokens, tokens, tokens).map((value) => 3 * value);
  return { a, scale: 1 / 3, width, height };
}

function runTwin(input: Input): Float32Array {
  const edges = new Float32Array(input.width * input.height);
  attentionEdgesCpu({ ...input, edges });
  return edges;
}

async function runGpu({ a, scale, width, height }: Input, offset = 0): Promise<Float32Array> {
  const tokens = width * height;
  const padded = new Float32Array(offset + a.length);
  padded.set(a, offset);
  const slice = { ...uploadStorage(device, 'a', padded), offset, count: a.length };
  const edges = { ...createStorage(device, 'edges', offset + tokens + 1), offset, count: tokens };
  const encoder = device.createCommandEncoder();
  await recordAttentionEdges(device, encoder, { a: slice, scale, width, height, edges });
  device.queue.submit([encoder.finish()]);
  const [bytes] = await readStorage(device, [{ ...edges, offset: 0, count: offset + tokens + 1 }]);
  const result = new Float32Array(bytes!);
  expect(result.at(-1)).toBe(0);
  return result.slice(offset, offset + tokens);
}

/** Each place looks evenly at its own half of a grid, left or right. */
function twoHalves(width: number, height: number): Input {
  const tokens = width * height;
  const isLeft = (n: number) => n % width < width / 2;
  const a = Float32Array.from({ length: tokens * tokens }, (_, i) => {
    return isLeft(Math.floor(i / tokens)) === isLeft(i % tokens) ? 2 / tokens : 0;
  });
  return { a, scale: 1, width, height };
}

describe('the twin', () => {
  test('finds the line between two halves, and nothing within them', () => {
    const [width, height] = [8, 3];
    const edges = runTwin(twoHalves(width, height));
    // A place's neighbours to the left and right are in two halves at the two columns along the line.
    const expected = Math.log(2 / 24 / 1e-8);
    edges.forEach((edge, n) => {
      if (n % width === 3 || n % width === 4) expect(edge).toBeCloseTo(expected, 3);
      else expect(edge).toBeCloseTo(0, 5);
    });
  });

  test('is the divergence of the opposite rows, the one that comes later first', () => {
    const a = Float32Array.of(0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4);
    const row = (n: number) => a.subarray(3 * n, 3 * n + 3);
    const between = (p: number, q: number) => row(p).reduce((sum, x, m) => sum + x * Math.log(x / row(q)[m]!), 0);
    const across = runTwin({ a, scale: 1, width: 3, height: 1 });
    const down = runTwin({ a, scale: 1, width: 1, height: 3 });
    [between(1, 0), between(2, 0), between(2, 1)].forEach((expected, n) => {
      expect(across[n]).toBeCloseTo(expected, 5);
      expect(down[n]).toBeCloseTo(expected, 5);
    });
  });
});

describe('WGSL against the twin', () => {
  test.each([
    [1, 1],
    [2, 1],
    [1, 5],
    [9, 7],
    [8, 8],
    [WORKGROUP + 1, 2],
    [16, 16],
    [12, 20],
    [32, 32],
  ])('%i × %i places', async (width, height) => {
    const input = makeInput(width, height);
    expect(maxDifference(await runGpu(input), runTwin(input))).toBeLessThan(2e-5);
  });

  test('rows with zeros, in a matrix that starts inside its buffer', async () => {
    const input = twoHalves(10, 6);
    expect(maxDifference(await runGpu(input, 5), runTwin(input))).toBeLessThan(1e-4);
  });
});
