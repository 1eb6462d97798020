import { beforeAll, describe, expect, test } from 'vitest';
import { gridOf, type MapSide, tokensOf } from '../../../core/grid-size.ts';
import { createStorage, readStorage, uploadStorage } from '../../storage-buffer.ts';
import { openDawnDevice } from '../../testing/dawn-device.ts';
import { maxDifference, randomArray } from '../../testing/random-array.ts';
import { classMapsCpu } from './class-maps.cpu.ts';
import { recordClassMaps } from './class-maps.gpu.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

const MAX_POWER = 3;

function makeInput(side: MapSide, classes: number, width: number, height: number, tau: number) {
  const stack = randomArray((MAX_POWER + 1) * tokensOf(side) * classes, gridOf(side).width);
  return { stack, maxPower: MAX_POWER, tau, side, classes, width, height };
}
type Input = ReturnType<typeof makeInput>;

/** PyTorch's definition of bicubic word for word: 16 taps a pixel, nothing separated. */
function oracle({ stack, tau, side, classes, width, height }: Input) {
  const tokens = tokensOf(side);
  const maps = new Float64Array(classes * tokens);
  const scores = new Float64Array(classes * width * height);
  const lower = Math.min(Math.floor(tau), MAX_POWER);
  const upper = Math.min(lower + 1, MAX_POWER);
  const f = tau - lower;
  for (let c = 0; c < classes; c++) {
    const at = (power: number, n: number) => stack[(power * tokens + n) * classes + c]!;
    const values = Array.from({ length: tokens }, (_, n) => (1 - f) * at(lower, n) + f * at(upper, n));
    const min = Math.min(...values);
    const range = Math.max(...values) - min;
    const map = values.map((value) => (range > 0 ? (value - min) / range : 0));
    maps.set(map, c * tokens);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) scores[(c * height + y) * width + x] = sample(map, side, x, y, width, height);
    }
  }
  return { maps, scores };
}

function sample(map: number[], side: MapSide, x: number, y: number, width: number, height: number): number {
  const { width: columns, height: rows } = gridOf(side);
  const sx = ((x + 0.5) * columns) / width - 0.5;
  const sy = ((y + 0.5) * rows) / height - 0.5;
  const clamp = (i: number, length: number) => Math.min(Math.max(i, 0), length - 1);
  let sum = 0;
  for (let iy = Math.floor(sy) - 1; iy <= Math.floor(sy) + 2; iy++) {
    for (let ix = Math.floor(sx) - 1; ix <= Math.floor(sx) + 2; ix++) {
      sum += cubic(sx - ix) * cubic(sy - iy) * map[clamp(iy, rows) * columns + clamp(ix, columns)]!;
    }
  }
  return sum;
}

function cubic(distance: number): number {
  const a = -0.75;
  const t = Math.abs(distance);
  if (t <= 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1;
  return t < 2 ? a * t ** 3 - 5 * a * t ** 2 + 8 * a * t - 4 * a : 0;
}

function runTwin(input: Input) {
  const maps = new Float32Array(input.classes * tokensOf(input.side));
  const scores = new Float32Array(input.classes * input.width * input.height);
  classMapsCpu({ ...input, maps, scores });
  return { maps, scores };
}

async function runGpu(input: Input) {
  const stack = uploadStorage(device, 'stack', input.stack);
  const maps = createStorage(device, 'maps', input.classes * tokensOf(input.side));
  const scores = createStorage(device, 'scores', input.classes * input.width * input.height);
  const encoder = device.createCommandEncoder();
  await recordClassMaps(device, encoder, { ...input, stack, maps, scores });
  device.queue.submit([encoder.finish()]);
  const [mapBytes, scoreBytes] = await readStorage(device, [maps, scores]);
  return { maps: new Float32Array(mapBytes!), scores: new Float32Array(scoreBytes!) };
}

const sizes = [
  [1, 1, 1, 1, 0],
  [1, 2, 8, 8, 1.5],
  [2, 3, 5, 9, 0.25],
  [7, 1, 64, 63, 2],
  [8, 5, 65, 64, 2.999],
  [9, 3, 9, 9, 3],
  [16, 3, 128, 128, 2.5],
  ['40×24', 3, 160, 96, 1.5],
  ['3×7', 2, 20, 33, 0.5],
  ['9×1', 1, 4, 8, 2],
] as const;

describe('the twin against the definition', () => {
  test.each(sizes)('side %s, %i classes, %i × %i pixels, τ %d', (...size) => {
    const input = makeInput(...size);
    const [twin, expected] = [runTwin(input), oracle(input)];
    expect(maxDifference(twin.maps, expected.maps)).toBeLessThan(2e-6);
    expect(maxDifference(twin.scores, expected.scores)).toBeLessThan(3e-6);
  });

  test('agrees with torch.nn.functional.interpolate(mode="bicubic", align_corners=False)', () => {
    // PyTorch 1.13, size=(4, 5), of this 3 × 3 map, which min-max leaves as it is.
    const stack = Float32Array.from([0, 1, 0.25, 0.5, 0.75, 0, 0.125, 0.375, 1]);
    const input = { stack, maxPower: 0, tau: 0, side: 3, classes: 1, width: 5, height: 4 };
    const torch = [
      [-0.137057, 0.426999, 1.017944, 0.63482, 0.195944],
      [0.311078, 0.627762, 0.881287, 0.367296, -0.106277],
      [0.40371, 0.503155, 0.587402, 0.443706, 0.308452],
      [0.074084, 0.142978, 0.348084, 0.808984, 1.141252],
    ];
    expect(maxDifference(runTwin(input).scores, torch.flat())).toBeLessThan(1e-6);
  });

  test('a constant map is zero everywhere, never NaN', () => {
    const input = { ...makeInput(4, 2, 8, 8, 1), stack: new Float32Array((MAX_POWER + 1) * 32).fill(0.3) };
    expect(runTwin(input).scores.every((score) => score === 0)).toBe(true);
  });

  test('a normalised map spans 0 to 1', () => {
    const { maps } = runTwin(makeInput(8, 1, 8, 8, 1.5));
    expect([Math.min(...maps), Math.max(...maps)]).toEqual([0, 1]);
  });
});

describe('WGSL against the twin', () => {
  test.each([...sizes, [32, 3, 512, 512, 2.4] as const])(
    'side %s, %i classes, %i × %i pixels, τ %d',
    async (...size) => {
      const input = makeInput(...size);
      const [gpu, twin] = [await runGpu(input), runTwin(input)];
      expect(maxDifference(gpu.maps, twin.maps)).toBeLessThan(2e-6);
      expect(maxDifference(gpu.scores, twin.scores)).toBeLessThan(1e-5);
    },
  );

  test('a constant map is zero everywhere', async () => {
    const input = { ...makeInput(4, 2, 8, 8, 1), stack: new Float32Array((MAX_POWER + 1) * 32).fill(0.3) };
    expect((await runGpu(input)).scores.every((score) => score === 0)).toBe(true);
  });
});
