import { beforeAll, describe, expect, test } from 'vitest';
import { appendClasses } from '../../core/attention/append-columns.ts';
import { defaultTuning } from '../../core/segmentation/tuning-defaults.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { openDawnDevice } from '../../gpu/testing/dawn-device.ts';
import { randomPicture } from '../../gpu/testing/random-picture.ts';
import { randomRecord } from '../../gpu/testing/random-record.ts';
import { openRecordCpu, segmentRecord } from './segment-record.cpu.ts';
import { openRecordGpu } from './segment-record.gpu.ts';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDawnDevice());
});

const record = randomRecord({ classIds: [8, 9, 12], crossSides: [8, 16], selfSides: [16, 32], windowBins: 2 });
const tuning = defaultTuning(record.crossSides, [16, 32], 32, 2);
const changes: Partial<TuningSettings>[] = [
  {},
  { tau: 0 },
  { tau: 2.5 },
  { tau: 8 },
  { alpha: 0.3, beta: 0.9 },
  { selfSide: 16 },
  { crossSides: [8, 16] },
  { window: [1, 1] },
  { softmax: 'classes' },
  { presenceGate: false },
  { upsampling: 'guided' },
  { upsampling: 'guided', tau: 1.5, selfSide: 16 },
];

function agreement(a: Uint8Array, b: Uint8Array): number {
  let equal = 0;
  a.forEach((value, index) => {
    if (value === b[index]) equal++;
  });
  return equal / a.length;
}

describe('a record of a picture that is not square', () => {
  const sides = { crossSides: ['20×12', '10×6'], selfSides: ['40×24', '20×12'] } as const;
  const wide = randomRecord({ classIds: [8, 9], ...sides, windowBins: 1 });
  const picture = randomPicture(160, 96);
  const wideTuning = defaultTuning(wide.crossSides, sides.selfSides, 32, 1);

  test('the tuning begins with the sides that are nearest to the paper’s', () => {
    expect(wideTuning).toMatchObject({ crossSides: ['20×12'], selfSide: '40×24' });
  });

  test.each(['bicubic', 'guided'] as const)('its mask has its shape, on GPU and CPU alike: %s', async (upsampling) => {
    const settings = { ...wideTuning, upsampling };
    const onCpu = segmentRecord(wide, settings, picture);
    expect([onCpu.width, onCpu.height, onCpu.mask.length]).toEqual([160, 96, 160 * 96]);
    // Blobs of the classes lie at a third and two thirds of the way across and down.
    const at = (x: number, y: number) => onCpu.mask[Math.floor(96 * y) * 160 + Math.floor(160 * x)];
    if (upsampling === 'bicubic') expect([at(1 / 3, 1 / 3), at(2 / 3, 2 / 3), at(0.97, 0.03)]).toEqual([8, 9, 0]);
    const opened = openRecordGpu(device, wide, picture);
    const onGpu = await opened.segment(settings);
    opened.close();
    expect(agreement(onGpu.mask, onCpu.mask)).toBeGreaterThan(0.999);
  });
});

describe('an opened record on the CPU', () => {
  test('classes, background and void all have pixels', () => {
    const { pixels, presence } = segmentRecord(record, tuning, randomPicture(128, 128));
    expect(presence.map(({ classId, present }) => [classId, present])).toEqual([
      [8, true],
      [9, true],
      [12, true],
    ]);
    const counts = [pixels.background, pixels.void, ...Object.values(pixels.classes)];
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(128 * 128);
  });

  test.each([true, false])(
    'a word that is no class has scores and evidence, and changes no pixel: gate %s',
    async (gate) => {
      const word = randomRecord({ classIds: [256, 265], crossSides: [8, 16], selfSides: [16, 32], windowBins: 2 });
      const settings = { ...tuning, presenceGate: gate };
      const picture = randomPicture(128, 128);
      const plain = segmentRecord(record, settings, picture);
      const both = appendClasses(record, word);
      for (const made of [
        segmentRecord(both, settings, picture),
        await openRecordGpu(device, both, picture).segment(settings),
      ]) {
        expect(agreement(made.mask, plain.mask)).toBeGreaterThan(0.999);
        expect(Object.keys(made.pixels.classes)).toEqual(['8', '9', '12']);
        expect(made.presence.map(({ classId }) => classId)).toEqual([8, 9, 12, 256, 265]);
        expect(made.scores).toHaveLength(5 * 128 * 128);
        expect(Math.max(...made.scores.subarray(3 * 128 * 128))).toBeGreaterThan(200);
      }
      expect(segmentRecord(both, settings, picture).mask).toEqual(plain.mask);
    },
  );

  test.each(['bicubic', 'guided'] as const)('nothing is below a threshold of 0: %s', async (upsampling) => {
    // One small class far from most pixels: upsampling undershoots around it.
    const lone = randomRecord({ classIds: [8], crossSides: [8], selfSides: [16], windowBins: 1 });
    const settings = {
      ...tuning,
      upsampling,
      alpha: 0,
      tau: 0,
      crossSides: [8],
      selfSide: 16,
      window: [0, 0],
    } as const;
    const picture = randomPicture(128, 128);
    const { pixels } = segmentRecord(lone, { ...settings, beta: 0.9 }, picture);
    expect(pixels.background).toBe(0);
    expect(pixels.void).toBeGreaterThan(0);
    expect(segmentRecord(lone, { ...settings, beta: 0 }, picture).pixels.classes).toEqual({ 8: 128 * 128 });
    const onGpu = await openRecordGpu(device, lone, picture).segment({ ...settings, beta: 0.9 });
    expect(onGpu.pixels.background).toBe(0);
  });

  test('what is kept between moves changes no result', () => {
    const opened = openRecordCpu(record, randomPicture(96, 64));
    for (const change of [...changes, {}]) {
      const settings = { ...tuning, ...change };
      expect(opened.segment(settings)).toEqual(segmentRecord(record, settings, randomPicture(96, 64)));
    }
  });

  test('results are the caller’s: a transferred mask and scores leave the next ones whole', () => {
    const opened = openRecordCpu(record, randomPicture(32, 32));
    const first = opened.segment(tuning);
    const expected = { mask: first.mask.slice(), scores: first.scores.slice() };
    structuredClone(first, { transfer: [first.mask.buffer, first.scores.buffer] as ArrayBuffer[] });
    const { mask, scores } = opened.segment(tuning);
    expect({ mask, scores }).toEqual(expected);
  });

  test('an absent class gets no pixel unless the gate is open', () => {
    const stacks = record.stacks.map(({ selfSide, data }) => ({
      selfSide,
      data: data.map((value, i) => (record.columns[i % record.columns.length]!.classIndex === 1 ? value / 4 : value)),
    }));
    const faint = { ...record, stacks };
    const none = {
      ...record,
      stacks: record.stacks.map(({ selfSide, data }) => ({ selfSide, data: data.map(() => 0) })),
    };
    const { background } = segmentRecord(none, { ...tuning, alpha: 0 }, randomPicture(32, 32)).pixels;
    expect(background, 'without a present class all is background, whatever α').toBe(32 * 32);
    const gated = segmentRecord(faint, tuning, randomPicture(64, 64));
    expect(gated.presence[1]!.present).toBe(false);
    expect(gated.pixels.classes[9]).toBe(0);
    const open = segmentRecord(faint, { ...tuning, presenceGate: false }, randomPicture(64, 64));
    expect(open.presence).toEqual(gated.presence);
    expect(open.pixels.classes[9]).toBeGreaterThan(0);
  });

  test('one class alone is judged by the softmax over all positions', () => {
    const single = randomRecord({ classIds: [5], crossSides: [8], selfSides: [8], windowBins: 1 });
    const settings = defaultTuning([8], [8], 32, 1);
    const all = segmentRecord(single, settings, randomPicture(16, 16)).presence;
    expect(segmentRecord(single, { ...settings, softmax: 'classes' }, randomPicture(16, 16)).presence).toEqual(all);
  });

  test('guided upsampling gives another mask, of the same record and picture', () => {
    const opened = openRecordCpu(record, randomPicture(96, 64));
    const bicubic = opened.segment(tuning);
    const guided = opened.segment({ ...tuning, upsampling: 'guided' });
    expect(agreement(guided.mask, bicubic.mask)).toBeLessThan(0.99);
    expect(opened.segment({ ...tuning, upsampling: 'bicubic' })).toEqual(bicubic);
  });

  test('tuning from before there was a choice gives the mask that it gave', () => {
    const { upsampling, ...before } = { ...tuning, upsampling: 'bicubic' as const };
    const opened = openRecordCpu(record, randomPicture(96, 64));
    expect(opened.segment(before)).toEqual(opened.segment({ ...before, upsampling }));
  });

  test('settings that do not fit are refused', () => {
    const opened = openRecordCpu(record, randomPicture(8, 8));
    expect(() => opened.segment({ ...tuning, selfSide: 64 })).toThrow(/self side among 16, 32/);
  });
});

describe('an opened record on the GPU', () => {
  test.each([
    [128, 128],
    [97, 65],
  ])('agrees with the CPU at %i × %i', async (width, height) => {
    const picture = randomPicture(width, height);
    const gpu = openRecordGpu(device, record, picture);
    const cpu = openRecordCpu(record, picture);
    for (const change of changes) {
      const settings = { ...tuning, ...change };
      const [a, b] = [await gpu.segment(settings), cpu.segment(settings)];
      expect(agreement(a.mask, b.mask)).toBeGreaterThanOrEqual(0.999);
      expect(agreement(a.scores, b.scores)).toBeGreaterThanOrEqual(0.999);
      expect(a.presence).toEqual(b.presence);
      expect(a.pixels.background + a.pixels.void).toBeCloseTo(b.pixels.background + b.pixels.void, -1);
    }
    gpu.close();
  });
});
