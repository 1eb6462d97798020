import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { CaptureRequest, GeneratedPair, GenerateEvent, Picture } from '../../rpc/contract.ts';
import type { LoadedModel } from '../load/load-model.ts';
import { openBundledModel } from '../testing/bundled-model.ts';
import { classesOf, draw, jobContext, SETTINGS, tuningFor, worst } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';
import { segmentRecord } from '../tuning/segment-record.cpu.ts';
import { capturePicture } from './capture-picture.ts';

const UPLOAD = { fileName: 'cat.jpg', sha256: null };

let model: LoadedModel;
/** A picture that the bundled model draws clearly: where it doubts what it drew, it may well see something else again. */
const DOG = { caption: 'a dog on the grass', classIds: [12] };
let drawn: GeneratedPair;
beforeAll(async () => {
  model = await openBundledModel();
  drawn = await draw(model, { ...DOG, steps: 12 });
}, 60_000);

function capture(
  change: Partial<GenerationSettings> = {},
  picture: Picture = drawn.picture,
  events: GenerateEvent[] = [],
) {
  const settings = { ...SETTINGS, ...change };
  const request: CaptureRequest = {
    jobId: 'job',
    picture,
    upload: UPLOAD,
    settings,
    classes: classesOf(settings),
    tuning: tuningFor(model),
  };
  return capturePicture(request, jobContext(model, events));
}

const maskOf = ({ record, picture }: GeneratedPair) => {
  const tuning = { ...tuningFor(model), crossSides: [16], selfSide: 32, beta: 0.5, window: [0, 2] as const };
  return segmentRecord(record, tuning, picture).mask;
};
const bothSay = (a: Uint8Array, b: Uint8Array, id: number) => {
  let [both, either] = [0, 0];
  a.forEach((value, i) => {
    if (value === id && b[i] === id) both++;
    if (value === id || b[i] === id) either++;
  });
  return both / either;
};

describe('a picture that is looked at again', () => {
  it('gets nearly the mask that it got while it was drawn', async () => {
    const events: GenerateEvent[] = [];
    const pair = await capture(DOG, drawn.picture, events);
    expect(pair.picture).toBe(drawn.picture);
    expect(pair.record).toMatchObject({ classIds: [12], windowBins: 3, crossSides: [8, 16, 32] });
    expect(pair.provenance).toMatchObject({ upload: UPLOAD, prompt: 'a dog on the grass; dog' });
    expect(bothSay(maskOf(pair), maskOf(drawn), 12)).toBeGreaterThan(0.6);
    const steps = events.flatMap((event) => (event.kind === 'step' ? [[event.step, event.steps]] : []));
    expect(steps).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(events.filter(({ kind }) => kind === 'heatmaps')).toHaveLength(2);
  });

  it('gives the same record for the same seed, another for other timesteps, and needs no caption', async () => {
    const once = await capture({ caption: '', renoiseTimesteps: [400] });
    expect((await capture({ caption: '', renoiseTimesteps: [400] })).record).toEqual(once.record);
    expect(once.record.windowBins).toBe(1);
    expect(once.provenance.prompt).toBe('cat chair');
    expect((await capture({ caption: '', renoiseTimesteps: [800] })).record).not.toEqual(once.record);
    const { record, provenance } = await capture({
      caption: '',
      renoiseTimesteps: [400],
      backgroundWords: 'grass sky',
    });
    expect(record).not.toEqual(once.record);
    expect(record.columns).toEqual(once.record.columns);
    expect(provenance.classPrompt).toBe(`${once.provenance.classPrompt} grass sky`);
    expect((await capture({ caption: '', renoiseTimesteps: [400], selfPower: 1 })).record).toEqual(once.record);
    expect((await capture({ caption: '', renoiseTimesteps: [400], selfPower: 2 })).record).not.toEqual(once.record);
  });

  it.each([
    [{ renoiseTimesteps: [] }, /at 1 to 50 timesteps.*found none/],
    [{ renoiseTimesteps: [400, 400] }, /each below the one before; found 400, 400/],
    [{ renoiseTimesteps: [1000] }, /from 999 down/],
    [{ renoiseTimesteps: [0.5] }, /whole numbers/],
    [{ selfPower: 5 }, /between 1 and 4, found 5/],
    [{ seed: -1 }, /seed/],
  ] as const)('refuses %j', async (change, message) => {
    await expect(capture(change)).rejects.toThrow(message);
  });

  it('takes the guidance of models that have it as an input, and says what is wrong with it', async () => {
    const lcm = await loadLocal(smallModel({ timestepCond: true, batch: 1 }));
    const picture = { width: 16, height: 16, rgba: new Uint8ClampedArray(16 * 16 * 4).map((_, i) => (i * 37) % 256) };
    const at = (guidance: number, seen = lcm) => {
      const settings = { ...SETTINGS, caption: 'a dog', classIds: [12], renoiseTimesteps: [400], guidance };
      const request = { jobId: 'job', picture, upload: UPLOAD, settings, classes: classesOf(settings) };
      return capturePicture({ ...request, tuning: tuningFor(seen) }, jobContext(seen));
    };
    const calling = vi.spyOn(lcm.unet, 'call');
    await at(8);
    expect(calling.mock.calls.map(([, , , { guidance }]) => guidance)).toEqual([8]);
    for (const guidance of [Number.NaN, -1, 1e6]) {
      await expect(at(guidance)).rejects.toMatchObject({
        code: 'settings-invalid',
        message: /guidance must lie between/,
      });
    }
    const plain = await loadLocal(smallModel());
    expect((await at(Number.NaN, plain)).record).toEqual((await at(8, plain)).record);
  });

  it('refuses a picture of another size', async () => {
    const small = { width: 64, height: 128, rgba: new Uint8ClampedArray(64 * 128 * 4) };
    await expect(capture({}, small)).rejects.toMatchObject({ code: 'settings-invalid', message: /64×128/ });
  });

  it('stops while its record is made, too', async () => {
    const stop = new AbortController();
    const emit = ({ kind }: GenerateEvent) => {
      if (kind === 'refining') stop.abort();
    };
    const request = {
      jobId: 'job',
      picture: drawn.picture,
      upload: UPLOAD,
      settings: { ...SETTINGS, renoiseTimesteps: [400] },
      classes: classesOf(SETTINGS),
      tuning: tuningFor(model),
    };
    const capturing = capturePicture(request, { ...jobContext(model), emit, signal: stop.signal });
    await expect(capturing).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says so where the model cannot encode pictures', async () => {
    const blind = await loadLocal(smallModel().filter(({ path }) => !path.startsWith('vae_encoder')));
    expect(blind.info.hasPictureEncoder).toBe(false);
    await expect(blind.openPictureEncoder()).rejects.toMatchObject({ code: 'model-unsupported' });
  });

  it('takes the mean of an encoder that puts out mean and variance, in the dtype that it wants', async () => {
    const picture = { width: 16, height: 16, rgba: new Uint8ClampedArray(16 * 16 * 4).map((_, i) => (i * 37) % 256) };
    const latentOf = async (io: 'float' | 'float16') =>
      (await (await loadLocal(smallModel({ io }))).openPictureEncoder()).encode(picture);
    const [single, half] = [await latentOf('float'), await latentOf('float16')];
    expect(single).toHaveLength(4 * 8 * 8);
    expect(worst(half, single)).toBeLessThan(0.002);
    // An export that draws the latent itself.
    const sampling = await (await loadLocal(smallModel({ encoded: 'sample' }))).openPictureEncoder();
    expect(await sampling.encode(picture)).toEqual(single);
    expect(await sampling.encode(picture)).toEqual(single);
    expect(worst(single, new Float32Array(single.length))).toBeGreaterThan(0.1);
  });
});

describe('re-noise capture of a generated picture', () => {
  it('leaves the picture as it is and captures the chosen timesteps in place of the trajectory', async () => {
    const events: GenerateEvent[] = [];
    const settings = { steps: 2, renoiseTimesteps: [600, 300] };
    const plain = await draw(model, { steps: 2 });
    const pair = await draw(model, settings, events);
    expect(pair.picture.rgba).toEqual(plain.picture.rgba);
    expect(pair.record.windowBins).toBe(2);
    expect(pair.record.stacks[0]?.data).not.toEqual(plain.record.stacks[0]?.data);
    const steps = events.flatMap((event) => (event.kind === 'step' ? [[event.step, event.steps]] : []));
    expect(steps).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    // No heatmaps before anything was captured, and none after the last call.
    expect(events.flatMap((event) => (event.kind === 'heatmaps' ? [event.step] : []))).toEqual([3]);
  });

  it('computes no unconditional half where only attention is wanted', async () => {
    const calling = vi.spyOn(model.unet, 'call');
    await draw(model, { steps: 1, guidance: 4, renoiseTimesteps: [600] });
    const halves = calling.mock.calls.map(([, , , { negative }, taps]) => [negative !== null, taps.length > 0]);
    calling.mockRestore();
    expect(halves).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});
