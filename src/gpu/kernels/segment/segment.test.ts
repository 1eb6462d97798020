import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { quantiseScores } from '../../score-bytes.ts';
import { createStorage, readStorage, uploadStorage } from '../../storage-buffer.ts';
import { openDawnDevice } from '../../testing/dawn-device.ts';
import { randomArray } from '../../testing/random-array.ts';
import { segmentCpu } from './segment.cpu.ts';
import { PIXELS_PER_WORD, recordSegment, segmentWords, unpackSegment, WORKGROUP } from './segment.gpu.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

function makeInput(pixels: number, classes: number) {
  return {
    scores: randomArray(pixels * classes, pixels + classes).map((value) => 0.5 + 0.6 * value),
    pixels,
    classIds: Array.from({ length: classes }, (_, c) => 3 * c + 2),
    present: Array.from({ length: classes }, (_, c) => c !== 1),
    alpha: 0.5,
    beta: 0.6,
  };
}
type Input = ReturnType<typeof makeInput>;

function runTwin(input: Input) {
  const mask = new Uint8Array(input.pixels);
  const scores = new Uint8Array(input.scores.length);
  quantiseScores(input.scores, scores);
  return { mask, ...segmentCpu({ ...input, mask }), scores };
}

async function runGpu(input: Input) {
  const scores = uploadStorage(device, 'scores', input.scores);
  const out = createStorage(device, 'out', segmentWords(input.pixels, input.classIds.length));
  const encoder = device.createCommandEncoder();
  await recordSegment(device, encoder, { ...input, scores, out });
  device.queue.submit([encoder.finish()]);
  const [bytes] = await readStorage(device, [out]);
  return unpackSegment(new Uint32Array(bytes!), input.pixels, input.classIds);
}

describe('the twin', () => {
  test('thresholds: under α background, from α void, from β the class', () => {
    const scores = Float32Array.from([0.49, 0.5, 0.59, 0.6, 1.2, -0.1]);
    const { mask, pixels } = runTwin({ scores, pixels: 6, classIds: [7], present: [true], alpha: 0.5, beta: 0.6 });
    expect([...mask]).toEqual([0, 255, 255, 7, 7, 0]);
    expect(pixels).toEqual({ background: 2, void: 2, classes: { 7: 2 } });
  });

  test('the first of equal classes wins, and an absent class never', () => {
    const scores = Float32Array.from([0.9, 0.2, 0.8, 0.8, 0.8, 0.9]);
    const input = { scores, pixels: 2, classIds: [4, 5, 6], alpha: 0.3, beta: 0.4 };
    expect([...runTwin({ ...input, present: [true, true, true] }).mask]).toEqual([4, 6]);
    expect([...runTwin({ ...input, present: [false, true, true] }).mask]).toEqual([5, 6]);
    expect([...runTwin({ ...input, present: [false, true, false] }).mask]).toEqual([5, 5]);
  });

  test('without a present class all is background, even with both thresholds at zero', () => {
    const input = { ...makeInput(5, 2), present: [false, false], alpha: 0, beta: 0 };
    const { mask, pixels, histogram } = runTwin(input);
    expect([...mask]).toEqual([0, 0, 0, 0, 0]);
    expect(pixels.background).toBe(5);
    expect(histogram[0]).toBe(5);
  });

  test('raising β never gives a pixel to a class, raising α never takes one from background', () => {
    const threshold = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(threshold, threshold, threshold, (a, b, c) => {
        const [low, mid, high] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
        const before = runTwin({ ...makeInput(64, 3), alpha: low, beta: mid }).pixels;
        const raisedBeta = runTwin({ ...makeInput(64, 3), alpha: low, beta: high }).pixels;
        const raisedAlpha = runTwin({ ...makeInput(64, 3), alpha: mid, beta: high }).pixels;
        const classPixels = (counts: typeof before) => Object.values(counts.classes).reduce((sum, n) => sum + n, 0);
        expect(classPixels(raisedBeta)).toBeLessThanOrEqual(classPixels(before));
        expect(raisedBeta.background).toBe(before.background);
        expect(raisedAlpha.background).toBeGreaterThanOrEqual(before.background);
        expect(before.background + before.void + classPixels(before)).toBe(64);
      }),
    );
  });

  test('the histogram counts every pixel once, in the bin of its highest present score', () => {
    const scores = Float32Array.from([0.01, 0.5, 1, 2, -1]);
    const { histogram } = runTwin({ scores, pixels: 5, classIds: [1], present: [true], alpha: 0.5, beta: 0.6 });
    expect([histogram[0], histogram[32], histogram[63]]).toEqual([2, 1, 2]);
  });
});

describe('WGSL against the twin', () => {
  const edge = PIXELS_PER_WORD * WORKGROUP;
  const sizes = [1, 3, edge - 1, edge, edge + 1, 131, 128 * 128, 512 * 512].flatMap((pixels) =>
    [1, 3].map((classes) => [pixels, classes] as const),
  );
  test.each([...sizes, [64, 20] as const])('%i pixels, %i classes', async (pixels, classes) => {
    const input = makeInput(pixels, classes);
    const [gpu, twin] = [await runGpu(input), runTwin(input)];
    expect(gpu.mask).toEqual(twin.mask);
    expect(gpu.scores).toEqual(twin.scores);
    expect(gpu.histogram).toEqual(twin.histogram);
    expect(gpu.pixels).toEqual(twin.pixels);
  });

  test('without a present class', async () => {
    const input = { ...makeInput(9, 2), present: [false, false], alpha: 0, beta: 0 };
    expect((await runGpu(input)).pixels).toEqual(runTwin(input).pixels);
  });
});
