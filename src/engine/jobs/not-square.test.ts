import { beforeAll, describe, expect, it } from 'vitest';
import { combineColumns } from '../../core/attention/combine-columns.ts';
import { MAX_TAU } from '../../core/attention/types.ts';
import { photoSize } from '../../core/photo-frame.ts';
import { sidesAt, sizeProblem } from '../../core/picture-sizes.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { blendClassMaps } from '../../gpu/kernels/class-maps/class-maps.cpu.ts';
import { randomPicture } from '../../gpu/testing/random-picture.ts';
import type { GenerateEvent, StartEvent } from '../../rpc/contract.ts';
import type { LoadedModel } from '../load/load-model.ts';
import { openBundledModel } from '../testing/bundled-model.ts';
import { classesOf, jobContext, SETTINGS, worst } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';
import { openRecordCpu } from '../tuning/segment-record.cpu.ts';
import { addClasses } from './add-classes.ts';
import { capturePicture } from './capture-picture.ts';
import { generatePicture } from './generate-picture.ts';

const WIDE = { width: 160, height: 96 };
const SIDES = ['10×6', '20×12', '40×24'];
const CLASSES = classesOf(SETTINGS);
const UPLOAD = { fileName: 'photo.jpg', sha256: null };

let model: LoadedModel;
beforeAll(async () => {
  model = await openBundledModel();
});

function tuningAt({ info }: LoadedModel, size: { width: number; height: number }): TuningSettings {
  const { crossSides, selfSides } = sidesAt(info.sizes, size);
  const thresholds = { tau: 4, alpha: 0.5, beta: 0.6 };
  const choice = { window: [0, 3], softmax: 'all', presenceGate: true } as const;
  return { ...thresholds, ...choice, crossSides: crossSides.slice(-1), selfSide: selfSides.at(-1) ?? 0 };
}

describe('the bundled model', () => {
  it('tells which sizes it draws', () => {
    expect(model.info.sizes).toMatchObject({
      usual: { width: 128, height: 128 },
      step: 16,
      isFree: true,
      latentFactor: 4,
    });
    expect(sidesAt(model.info.sizes, WIDE)).toEqual({ crossSides: SIDES, selfSides: SIDES });
  });

  it('draws one that is not square, with attention of its shape', async () => {
    const settings = { ...SETTINGS, ...WIDE };
    const request = { jobId: 'wide', settings, classes: CLASSES, tuning: tuningAt(model, WIDE) };
    const { picture, record } = await generatePicture(request, jobContext(model));
    expect([picture.width, picture.height, picture.rgba.length]).toEqual([160, 96, 4 * 160 * 96]);
    expect(record.crossSides).toEqual(SIDES);
    expect(new Set(record.stacks.map(({ selfSide }) => selfSide))).toEqual(new Set(SIDES));
    expect(record.stacks.every(({ data }) => data.every(Number.isFinite))).toBe(true);
    const added = classesOf({ classIds: [12] });
    const layout = { positions: record.positions, windowBins: record.windowBins, crossSides: SIDES, selfSides: SIDES };
    const addition = { jobId: 'dog', picture, settings, prompt: '', classes: CLASSES, added, layout };
    const columns = await addClasses(addition as never, jobContext(model));
    expect(columns.record).toMatchObject({ classIds: [12], crossSides: SIDES });
  });

  it.each([
    [{ width: 150, height: 96 }, 'width and height must be multiples of 16 for this model, found 150×96'],
    [{ width: 4096, height: 4096 }, 'its largest map of self-attention would take'],
  ])('refuses %o before anything is drawn', async (size, message) => {
    const request = {
      jobId: 'no',
      settings: { ...SETTINGS, ...size },
      classes: CLASSES,
      tuning: tuningAt(model, WIDE),
    };
    await expect(generatePicture(request, jobContext(model))).rejects.toMatchObject({
      code: 'settings-invalid',
      message: expect.stringContaining(message),
    });
  });
});

describe('a model whose graph takes one size that is not square', () => {
  const SIZE = { width: 40, height: 24 };
  const dog = { ...SETTINGS, caption: 'a dog', classIds: [12] };
  const classes = classesOf(dog);
  let fixed: LoadedModel;
  beforeAll(async () => {
    fixed = await loadLocal(smallModel({ fixedSides: [12, 20], halved: 'up' }));
  });

  it('offers that size alone', () => {
    const sides = ['10×6', '20×12'];
    expect(fixed.info).toMatchObject({ latentSize: '20×12', crossSides: sides, selfSides: sides });
    expect(fixed.info.sizes).toMatchObject({ usual: SIZE, isFree: false, step: 4 });
    expect(fixed.info.attention.untapped).toEqual([]);
    expect(sizeProblem(fixed.info.sizes, { width: 24, height: 24 })).toBe(
      'the model makes pictures of 40×24 alone, found 24×24',
    );
  });

  it('draws it, with a mask of its size', async () => {
    const tuning: TuningSettings = { ...tuningAt(fixed, SIZE), window: [0, dog.steps - 1] };
    const request = { jobId: 'wide', settings: dog, classes, tuning };
    const { picture, record } = await generatePicture(request, jobContext(fixed));
    expect([picture.width, picture.height]).toEqual([40, 24]);
    expect(record.crossSides).toEqual(['10×6', '20×12']);
    const { mask } = openRecordCpu(record, picture).segment(tuning);
    expect(mask).toHaveLength(40 * 24);
  });

  it('looks at a photo in a frame of it', async () => {
    const size = photoSize({ width: 300, height: 400 }, fixed.info.sizes);
    expect(size).toEqual({ width: 12, height: 16 });
    const picture = randomPicture(size.width, size.height);
    const settings = { ...dog, renoiseTimesteps: [400] };
    const request = { jobId: 'p', picture, upload: UPLOAD, settings, classes, tuning: tuningAt(fixed, picture) };
    const { record } = await capturePicture(request, jobContext(fixed));
    expect(record.crossSides).toEqual(['3×4', '6×8']);
  });
});

describe('a model of one size', () => {
  it('shows live heatmaps of a photo alone, which are those of the calls so far', async () => {
    const fixed = await loadLocal(smallModel({ side: 8, fixedSides: [8, 8] }));
    const picture = randomPicture(16, 10);
    const tuning = { ...tuningAt(fixed, picture), tau: 1.5 };
    const dog = { ...SETTINGS, caption: 'a dog', classIds: [12] };
    const look = async (...renoiseTimesteps: number[]) => {
      const events: GenerateEvent[] = [];
      const request = { jobId: 'p', picture, upload: UPLOAD, settings: { ...dog, renoiseTimesteps }, tuning };
      const { record } = await capturePicture({ ...request, classes: classesOf(dog) }, jobContext(fixed, events));
      return { record, live: events.flatMap((event) => (event.kind === 'heatmaps' ? [event.heatmaps] : [])) };
    };
    const { live } = await look(700, 400, 100);
    expect(live.map(({ classIds, side }) => [classIds, side])).toEqual([
      [[12], '8×5'],
      [[12], '8×5'],
    ]);
    const { record } = await look(700, 400);
    const { stack } = combineColumns(record, { ...tuning, window: [0, 1] });
    const maps = new Float32Array(40);
    blendClassMaps({ stack, maxPower: MAX_TAU, tau: 1.5, side: '8×5', classes: 1, maps });
    expect(Math.max(...maps)).toBe(1);
    expect(worst(live[1]?.maps ?? [], maps)).toBeLessThan(1e-4);
  });

  it('refuses others, and looks at a photo in a frame, of which the photo’s cells are kept', async () => {
    const fixed = await loadLocal(smallModel({ side: 8, fixedSides: [8, 8] }));
    expect(fixed.info.sizes).toMatchObject({ isFree: false, step: 2, usual: { width: 16, height: 16 } });
    const picture = randomPicture(16, 10);
    const dog = { ...SETTINGS, caption: 'a dog', classIds: [12] };
    const classes = classesOf(dog);
    const settings = { ...dog, renoiseTimesteps: [400] };
    const request = {
      jobId: 'p',
      picture,
      upload: UPLOAD,
      settings,
      classes,
      tuning: tuningAt(fixed, picture),
    };
    const { record } = await capturePicture(request, jobContext(fixed));
    expect(record.edges).toMatchObject({ width: 8, height: 5 });
    expect(record.crossSides).toEqual(['8×5']);
    expect(record.stacks.map(({ selfSide, data }) => [selfSide, data.length])).toEqual([
      ['8×5', 9 * 8 * 5 * record.columns.length],
    ]);
    const wide = { jobId: 'g', settings: { ...dog, width: 16, height: 10 }, classes };
    await expect(
      generatePicture({ ...wide, tuning: tuningAt(fixed, fixed.info.sizes.usual) }, jobContext(fixed)),
    ).rejects.toThrow('the model makes pictures of 16×16 alone, found 16×10');
  });
});

describe('a model whose encoder of pictures takes one size', () => {
  const dog = { ...SETTINGS, caption: 'a dog', classIds: [12], renoiseTimesteps: [400] };
  const classes = classesOf(dog);
  const capture = (model: LoadedModel, size: { width: number; height: number }) => {
    const picture = randomPicture(size.width, size.height);
    const request = { jobId: 'p', picture, upload: UPLOAD, settings: dog, classes, tuning: tuningAt(model, picture) };
    return capturePicture(request, jobContext(model));
  };

  it('draws any, and looks at photos in a frame of that one', async () => {
    const model = await loadLocal(smallModel({ encoderSides: [24, 32] }));
    expect(model.info.sizes).toMatchObject({ usual: { width: 16, height: 16 }, isFree: true });
    expect(model.info.photoSizes).toMatchObject({ usual: { width: 32, height: 24 }, isFree: false });
    const { record } = await capture(model, { width: 20, height: 24 });
    expect(record.crossSides).toEqual(['10×12']);
    await expect(capture(model, { width: 40, height: 24 })).rejects.toThrow(
      'sides up to 32×24 in multiples of 2 were expected, found 40×24',
    );
  });

  it('which its UNet cannot take: it draws, and says that photos are not possible', async () => {
    const events: StartEvent[] = [];
    const files = smallModel({ fixedSides: [8, 8], encoderSides: [32, 32] });
    const { info } = await loadLocal(files, { onEvent: (event) => events.push(event) });
    expect(info.hasPictureEncoder).toBe(false);
    const problems = events.flatMap((event) => (event.kind === 'problem' ? [event.problem.message] : []));
    expect(problems).toEqual([expect.stringContaining('the picture encoder takes pictures of 32×32 alone')]);
  });
});

it('a decoder of one size decides what is drawn, and no other size is offered', async () => {
  const model = await loadLocal(smallModel({ decoderSides: [6, 10] }));
  expect(model.info.sizes).toMatchObject({ usual: { width: 20, height: 12 }, isFree: false });
  const settings = { ...SETTINGS, caption: 'a dog', classIds: [12] };
  const request = {
    jobId: 'd',
    settings,
    classes: classesOf(settings),
    tuning: tuningAt(model, model.info.sizes.usual),
  };
  const { picture, record } = await generatePicture(request, jobContext(model));
  expect([picture.width, picture.height, record.crossSides]).toEqual([20, 12, ['10×6']]);
});
