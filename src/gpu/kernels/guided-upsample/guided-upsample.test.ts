import { beforeAll, describe, expect, test } from 'vitest';
import { gridOf, type MapSide, tokensOf } from '../../../core/grid-size.ts';
import {
  GUIDE_EPSILON,
  guideRadius,
  openPictureGuide,
  type PictureGuide,
} from '../../../core/segmentation/picture-guide.ts';
import { createStorage, readStorage, uploadStorage } from '../../storage-buffer.ts';
import { openDawnDevice } from '../../testing/dawn-device.ts';
import { maxDifference, randomArray } from '../../testing/random-array.ts';
import { randomPicture } from '../../testing/random-picture.ts';
import { fitGuided, guidedUpsampleCpu } from './guided-upsample.cpu.ts';
import { recordGuidedUpsample, WORKGROUP } from './guided-upsample.gpu.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

function makeInput(side: MapSide, classes: number, width: number, height: number) {
  const grid = gridOf(side);
  const tokens = tokensOf(side);
  const noise = randomArray(classes * tokens, grid.width + classes);
  const maps = noise.map((value, i) => {
    const [c, n] = [Math.floor(i / tokens), i % tokens];
    const [x, y] = [((n % grid.width) + 0.5) / grid.width, (Math.floor(n / grid.width) + 0.5) / grid.height];
    const centre = (c + 1) / (classes + 1);
    return Math.exp(-8 * ((x - centre) ** 2 + (y - centre) ** 2)) + 0.1 * value;
  });
  return { maps, classes, guide: openPictureGuide(randomPicture(width, height))(side) };
}
type Input = ReturnType<typeof makeInput>;

function runTwin(input: Input): Float32Array {
  const scores = new Float32Array(input.classes * input.guide.width * input.guide.height);
  guidedUpsampleCpu({ ...input, scores });
  return scores;
}

async function runGpu({ maps, classes, guide }: Input): Promise<Float32Array> {
  const { side, width, height } = guide;
  const out = createStorage(device, 'scores', classes * width * height);
  const [mapsSlice, cells, colors] = [maps, guide.cells, guide.colors].map((data) =>
    uploadStorage(device, 'input', data),
  );
  const encoder = device.createCommandEncoder();
  const slices = { maps: mapsSlice!, cells: cells!, colors: colors!, scores: out };
  await recordGuidedUpsample(device, encoder, { ...slices, side, classes, width, height });
  device.queue.submit([encoder.finish()]);
  const [bytes] = await readStorage(device, [out]);
  return new Float32Array(bytes!);
}

/** The cells that the window of a cell holds. */
function windowOf(n: number, side: MapSide): number[] {
  const radius = guideRadius(side);
  const { width } = gridOf(side);
  const near = (a: number, b: number) => Math.abs(a - b) <= radius;
  return Array.from({ length: tokensOf(side) }, (_, m) => m).filter(
    (m) => near(m % width, n % width) && near(Math.floor(m / width), Math.floor(n / width)),
  );
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The filter's definition: in each window, the colours' ridge regression by its normal equations; nothing separated. */
function oracle({ maps, classes, guide }: Input): Float64Array {
  const { side, cells } = guide;
  const tokens = tokensOf(side);
  const color = (n: number) => [cells[n]!, cells[tokens + n]!, cells[2 * tokens + n]!];
  const windows = Array.from({ length: tokens }, (_, n) => windowOf(n, side));
  const out = new Float64Array(classes * 4 * tokens);
  for (let c = 0; c < classes; c++) {
    const map = [...maps.subarray(c * tokens, (c + 1) * tokens)];
    const models = windows.map((window) => {
      const average = mean(window.map((m) => map[m]!));
      const colors = [0, 1, 2].map((k) => mean(window.map((m) => color(m)[k]!)));
      const rows = [0, 1, 2].map((i) => [
        ...[0, 1, 2].map(
          (j) =>
            mean(window.map((m) => (color(m)[i]! - colors[i]!) * (color(m)[j]! - colors[j]!))) +
            (i === j ? GUIDE_EPSILON : 0),
        ),
        mean(window.map((m) => (color(m)[i]! - colors[i]!) * (map[m]! - average))),
      ]);
      const a = solve(rows);
      return [...a, average - a.reduce((sum, value, k) => sum + value * colors[k]!, 0)];
    });
    const averaged = windows.map((window) => [0, 1, 2, 3].map((k) => mean(window.map((m) => models[m]![k]!))));
    const scores = averaged.map((model, n) => model[3]! + [0, 1, 2].reduce((s, k) => s + model[k]! * color(n)[k]!, 0));
    const low = Math.min(...scores);
    const range = Math.max(...scores) - low;
    averaged.forEach((model, n) => {
      model.forEach((value, k) => {
        out[(c * 4 + k) * tokens + n] = range > 1e-5 ? (value - (k === 3 ? low : 0)) / range : 0;
      });
    });
  }
  return out;
}

/** Gaussian elimination of a 3 × 4 system. */
function solve(rows: number[][]): number[] {
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const factor = j === i ? 0 : rows[j]![i]! / rows[i]![i]!;
      rows[j] = rows[j]!.map((value, k) => value - factor * rows[i]![k]!);
    }
  }
  return rows.map((row, i) => row[3]! / row[i]!);
}

describe('the fit against the definition', () => {
  test.each([
    [1, 1, 1, 1],
    [2, 2, 8, 8],
    [7, 1, 64, 63],
    [9, 3, 9, 9],
    [16, 2, 128, 96],
    [24, 1, 50, 70],
    ['20×12', 2, 160, 96],
    ['3×9', 1, 20, 70],
  ] as [MapSide, number, number, number][])('side %s, %i classes, %i × %i pixels', (...size) => {
    const input = makeInput(...size);
    // In even windows the inverse reaches 1/ε, which makes 10⁻³ of the rounding of fp32 means; colours vary little there.
    expect(maxDifference(fitGuided(input.maps, input.classes, input.guide), oracle(input))).toBeLessThan(1e-3);
  });
});

describe('the twin', () => {
  /** A picture of two halves, and a map that knows them only roughly. */
  function halves(ramp: (x: number) => number) {
    const [side, size] = [16, 128];
    const rgba = new Uint8ClampedArray(4 * size * size).map((_, i) => ((i >> 2) % size < 52 ? 40 : 200));
    const guide = openPictureGuide({ width: size, height: size, rgba })(side);
    const maps = Float32Array.from({ length: side * side }, (_, n) => ramp(((n % side) + 0.5) / side));
    return { maps, classes: 1, guide, size };
  }

  test('a soft edge of the map moves to the edge of the picture, between two cells', () => {
    // Pixel 52 lies in the middle of a cell of 8 pixels; the map is blurred over a third of the picture around it.
    const { size, ...input } = halves((x) => 1 / (1 + Math.exp(20 * (x - 0.42))));
    const row = runTwin(input).subarray(64 * size, 65 * size);
    expect([...row].findIndex((score) => score < 0.5)).toBe(52);
    expect(row[51]! - row[52]!).toBeGreaterThan(0.5);
  });

  test('where the picture has no edge, the map stays as smooth as it was', () => {
    const { size, ...input } = halves((x) => x);
    const even = new Uint8ClampedArray(4 * size * size).fill(90);
    const guide = openPictureGuide({ width: size, height: size, rgba: even })(16);
    const row = runTwin({ ...input, guide }).subarray(64 * size, 65 * size);
    expect(Math.max(...row.subarray(1).map((score, x) => Math.abs(score - row[x]!)))).toBeLessThan(0.02);
  });

  test('the scores of the cells’ colours span 0 to 1, class by class', () => {
    const { maps, classes, guide } = makeInput(16, 3, 64, 64);
    const coarse: PictureGuide = { ...guide, width: 16, height: 16, colors: guide.cells.subarray(0, 3 * 256) };
    const scores = runTwin({ maps, classes, guide: coarse });
    for (let c = 0; c < classes; c++) {
      const plane = scores.subarray(c * 256, (c + 1) * 256);
      expect(Math.min(...plane)).toBeCloseTo(0, 5);
      expect(Math.max(...plane)).toBeCloseTo(1, 5);
    }
  });

  test('a constant map is zero everywhere, never NaN', () => {
    const input = makeInput(8, 2, 40, 40);
    expect(runTwin({ ...input, maps: input.maps.fill(0) }).every((score) => score === 0)).toBe(true);
  });
});

describe('WGSL against the twin', () => {
  const edges = [WORKGROUP - 1, WORKGROUP, WORKGROUP + 1].map((width) => [3, 1, width, 1] as const);
  test.each([
    [1, 1, 1, 1] as const,
    [2, 3, 5, 9] as const,
    ...edges,
    [8, 1, 8, 8] as const,
    [7, 2, 64, 63] as const,
    [9, 5, 97, 65] as const,
    [16, 3, 128, 128] as const,
    [32, 3, 128, 128] as const,
    [64, 3, 512, 512] as const,
    ['40×24', 3, 160, 96] as const,
    ['9×17', 2, 97, 65] as const,
    ['1×6', 2, 5, 9] as const,
  ])('side %s, %i classes, %i × %i pixels', async (...size) => {
    const input = makeInput(...size);
    expect(maxDifference(await runGpu(input), runTwin(input))).toBeLessThan(2e-5);
  });

  test('a constant map is zero everywhere', async () => {
    const input = makeInput(8, 2, 40, 40);
    expect((await runGpu({ ...input, maps: input.maps.fill(0) })).every((score) => score === 0)).toBe(true);
  });
});
