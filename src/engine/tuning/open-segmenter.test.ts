import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { defaultTuning } from '../../core/segmentation/tuning-defaults.ts';
import { openDawnDevice } from '../../gpu/testing/dawn-device.ts';
import { randomPicture } from '../../gpu/testing/random-picture.ts';
import { randomRecord } from '../../gpu/testing/random-record.ts';
import { chooseSegmenter } from './open-segmenter.ts';
import { openRecordCpu } from './segment-record.cpu.ts';
import type { OpenSegmenter, RecordSegmenter } from './tuning.ts';

const record = randomRecord({ classIds: [8, 9], crossSides: [8], selfSides: [16], windowBins: 1 });
const picture = randomPicture(32, 32);
const tuning = defaultTuning([8], [16], 16, 1);
const moved = { ...tuning, tau: 2 };
const onCpu = openRecordCpu(record, picture);

let device: GPUDevice;
let warn: MockInstance<typeof console.warn>;
beforeEach(async () => {
  ({ device } = await openDawnDevice());
  warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  warn.mockRestore();
  device.destroy();
});

function chooseOn(answer: Promise<void>): OpenSegmenter {
  const info = { vendor: 'acme', architecture: '', device: '', description: '' };
  const adapter = { features: new Set(), limits: {}, info, requestDevice: async () => device };
  const requestAdapter = () => answer.then(() => adapter);
  const gpu = { requestAdapter, wgslLanguageFeatures: new Set() } as unknown as GPU;
  return chooseSegmenter(gpu, 'webgpu');
}

async function open(): Promise<RecordSegmenter> {
  const segmenter = await chooseOn(Promise.resolve())(record, picture);
  await new Promise((resolve) => setTimeout(resolve));
  return segmenter;
}

/** The browser tells it a moment after the call. */
const uncapturedError = () =>
  new Promise<void>((resolve) => device.addEventListener('uncapturederror', () => resolve(), { once: true }));

async function expectCpuMasks(segmenter: RecordSegmenter): Promise<void> {
  for (const settings of [tuning, moved]) {
    expect((await segmenter.segment(settings)).mask).toEqual(onCpu.segment(settings).mask);
  }
  expect(warn).toHaveBeenCalledOnce();
  segmenter.dispose();
}

describe('a graphics process that is busy', () => {
  afterEach(() => void vi.useRealTimers());

  it('holds up no mask, and is taken when it answers, a minute and a half later', async () => {
    vi.useFakeTimers();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const segmenter = await chooseOn(answered)(record, picture);
    const buffers = vi.spyOn(device, 'createBuffer');
    expect((await segmenter.segment(tuning)).mask).toEqual(onCpu.segment(tuning).mask);
    await vi.advanceTimersByTimeAsync(90_000);
    expect(buffers).not.toHaveBeenCalled();
    vi.useRealTimers();
    answer();
    await new Promise((resolve) => setTimeout(resolve));
    await segmenter.segment(moved);
    expect(buffers).toHaveBeenCalled();
    segmenter.dispose();
  });
});

describe('masks of a graphics card that fails are made on the CPU from then on', () => {
  it('after a validation error', async () => {
    const segmenter = await open();
    await segmenter.segment(tuning);
    const told = uncapturedError();
    device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    await told;
    await expectCpuMasks(segmenter);
  });

  it('after memory that ran out', async () => {
    const segmenter = await open();
    const error = new GPUOutOfMemoryError('vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY');
    device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
    await expectCpuMasks(segmenter);
  });

  it('where not even the buffers can be made', async () => {
    device.createBuffer = () => {
      throw new RangeError('createBuffer failed, size is too large');
    };
    await expectCpuMasks(await open());
  });

  it('after the loss of the device while nothing ran', async () => {
    const segmenter = await open();
    await segmenter.segment(tuning);
    device.destroy();
    await device.lost;
    await expectCpuMasks(segmenter);
  });
});

it('settings that do not fit the record are told, and masks stay on the graphics card', async () => {
  const segmenter = await open();
  const unfit = segmenter.segment({ ...tuning, selfSide: 99 });
  await expect(unfit).rejects.toMatchObject({ code: 'settings-invalid' });
  await segmenter.segment(tuning);
  expect(warn).not.toHaveBeenCalled();
  segmenter.dispose();
});
