import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { upcastHalf } from '../../core/onnx/testing/score-models.testkit.ts';
import { type ModelPackage, openModelPackage } from '../../models/package/model-package.ts';
import { localSource } from '../../models/source/folder-source.ts';
import type { GeneratedPair, StartEvent } from '../../rpc/contract.ts';
import { draw, worst } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { type SmallModelOptions, smallModel } from '../testing/small-model.ts';
import type { LoadedModel } from './load-model.ts';

/** What nothing refers to is gone afterwards. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // A reference that was looked at lasts until the task ends.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
}

const SHORT = { caption: 'a dog', classIds: [12], negativePrompt: 'a bear' };
const open = (options: SmallModelOptions = {}) => loadLocal(smallModel(options));

describe('one small model written in many ways draws one picture with one record', () => {
  const guidances = [4, 1] as const;
  const plain = new Map<number, GeneratedPair>();
  beforeAll(async () => {
    const model = await open();
    for (const guidance of guidances) plain.set(guidance, await draw(model, { ...SHORT, guidance }));
  });

  it.each<[string, SmallModelOptions, number]>([
    ['int32 ids, scalar timestep, one row a call', { ids: 'int32', timestep: [], batch: 1 }, 0],
    ['two rows a call, a timestep each', { timestep: [2], batch: 2, timestepType: 'float' }, 0],
    ['a timestep for each of any number of rows', { timestep: ['batch'] }, 0],
    ['half-precision inputs and outputs', { io: 'float16', timestepType: 'float16', ids: 'int32' }, 4],
    ['half precision, scalar timestep, one row a call', { io: 'float16', timestep: [], batch: 1 }, 4],
  ])('%s', async (_, options, levels) => {
    const model = await open(options);
    for (const guidance of guidances) {
      const { picture, record } = await draw(model, { ...SHORT, guidance });
      const expected = plain.get(guidance)!;
      expect(worst(picture.rgba, expected.picture.rgba)).toBeLessThanOrEqual(levels);
      const [stack, expectedStack] = [record.stacks[0]!.data, expected.record.stacks[0]!.data];
      expect(worst(stack, expectedStack) / Math.max(...expectedStack)).toBeLessThan(levels === 0 ? 1e-6 : 0.02);
    }
    expect(worst(plain.get(4)!.picture.rgba, plain.get(1)!.picture.rgba)).toBeGreaterThan(4);
  });

  it('in half precision throughout, within what that allows', async () => {
    const { picture } = await draw(await open({ style: upcastHalf }), { ...SHORT, guidance: 1 });
    expect(worst(picture.rgba, plain.get(1)!.picture.rgba)).toBeLessThan(8);
  });
});

it('encodes an empty negative prompt of SD 1.x as the empty text that it is', async () => {
  const { textEncoder, tokenizer } = await open();
  const empty = tokenizer.encode('');
  const negative = await textEncoder.encodeNegative(empty);
  expect(negative).toEqual(await textEncoder.encode(empty));
  expect(negative.data.some((value) => value !== 0)).toBe(true);
  expect(negative.pooled).toBeNull();
});

describe('LCM', () => {
  it('takes the guidance as an input: it changes the picture, the negative prompt does not', async () => {
    const model = await open({ timestepCond: true, batch: 1 });
    const at = async (guidance: number, negativePrompt = '') =>
      (await draw(model, { ...SHORT, guidance, negativePrompt })).picture.rgba;
    const [low, high] = [await at(2), await at(8)];
    expect(worst(low, high)).toBeGreaterThan(2);
    expect(await at(8, 'a bear')).toEqual(high);
  });
});

describe('SDXL', () => {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await open({ isSdxl: true });
  });

  it('draws with the states of two encoders, the pooled text and the sizes', async () => {
    const { record, picture } = await draw(model, SHORT);
    expect(model.timeIds).toEqual([16, 16, 0, 0, 16, 16]);
    expect(record.stacks[0]?.data.every(Number.isFinite)).toBe(true);
    const larger = { ...model, timeIds: [1, 1, 0, 0, 1, 1] };
    expect((await draw(larger, SHORT)).picture.rgba).not.toEqual(picture.rgba);
  });

  it('pads the second encoder with 0', async () => {
    const encoding = model.tokenizer.encode('dog');
    const { data, width, positions, pooled } = await model.textEncoder.encode(encoding);
    expect([positions, width, pooled?.length]).toEqual([12, 6, 5]);
    const part = (position: number, from: number) => data.slice(position * width + from, position * width + from + 3);
    // Both encoders have the same weights, so the halves differ in the padding alone.
    expect(part(1, 0)).toEqual(part(1, 3));
    expect(part(11, 0)).not.toEqual(part(11, 3));
  });

  it('takes zeros for an empty negative prompt', async () => {
    const empty = await model.textEncoder.encodeNegative(model.tokenizer.encode(''));
    expect(empty.data.every((value) => value === 0)).toBe(true);
    expect(empty.pooled?.every((value) => value === 0)).toBe(true);
    const filled = await model.textEncoder.encodeNegative(model.tokenizer.encode('bear'));
    expect(filled.data.some((value) => value !== 0)).toBe(true);
  });
});

describe('what a model’s configurations say is obeyed', () => {
  const withText = (path: string, text: string) => [
    ...smallModel().filter((file) => file.path !== path),
    { path, file: async () => new File([text], path) },
  ];
  const SCHEDULER = 'scheduler/scheduler_config.json';
  const scheduler = (change: object) =>
    withText(SCHEDULER, JSON.stringify({ _class_name: 'DDIMScheduler', beta_schedule: 'scaled_linear', ...change }));

  it('a prediction of v is not read as one of noise', async () => {
    const v = await loadLocal(scheduler({ prediction_type: 'v_prediction' }));
    expect(v.scheduler.predictionType).toBe('v_prediction');
    const noise = await draw(await open(), SHORT);
    expect(worst((await draw(v, SHORT)).picture.rgba, noise.picture.rgba)).toBeGreaterThan(4);
    const named = await draw(await loadLocal(scheduler({ prediction_type: 'epsilon' })), SHORT);
    expect(named.picture.rgba).toEqual(noise.picture.rgba);
  });

  it('the decoder sees latents divided by the scaling factor', async () => {
    const scaled = async (factor: number) => {
      const config = JSON.stringify({ scaling_factor: factor, downscale: 2 });
      return (await loadLocal(withText('vae_decoder/config.json', config))).pictureDecoder;
    };
    const latent = Float32Array.from({ length: 4 * 8 * 8 }, (_, i) => Math.sin(i) / 10);
    const seen = await (await scaled(0.13025)).decode(latent, 8);
    const undivided = latent.map((value) => value / 0.13025);
    expect(worst(seen.rgba, (await (await scaled(1)).decode(undivided, 8)).rgba)).toBeLessThanOrEqual(1);
    expect(worst(seen.rgba, (await (await scaled(1)).decode(latent, 8)).rgba)).toBeGreaterThan(4);
  });

  it('for a scheduler that is missing Stable Diffusion 1.5’s is taken, and it is said', async () => {
    const without = smallModel().filter(({ path }) => path !== SCHEDULER);
    const events: StartEvent[] = [];
    const { info, scheduler: taken } = await loadLocal(without, { onEvent: (event) => events.push(event) });
    const message = expect.stringMatching(/lacks scheduler\/scheduler_config.json.*Stable Diffusion 1.5's/);
    expect(events).toContainEqual({ kind: 'problem', problem: { code: 'model-missing-file', message } });
    expect(taken).toMatchObject({ betaStart: 0.00085, betaEnd: 0.012, betaSchedule: 'scaled_linear', stepsOffset: 1 });
    expect(info.suggested.sampler).toBe('pndm');
  });
});

describe('loading', () => {
  it('keeps none of the files once they are opened, but the one that photos may need', async () => {
    const found = new Map<string, WeakRef<object>>();
    const inner = await openModelPackage(localSource('local', smallModel()));
    const watched: ModelPackage = {
      ...inner,
      async network(role, options) {
        const files = await inner.network(role, options);
        found.set(role, new WeakRef(files));
        return files;
      },
    };
    const model = await loadLocal([], { model: watched });
    await collectGarbage();
    const kept = [...found].filter(([, files]) => files.deref()).map(([role]) => role);
    expect(kept).toEqual(['vae_encoder']);
    expect(model.info.hasPictureEncoder).toBe(true);
  });

  it('tells the tokenizer before anything large, then bytes, then parts', async () => {
    const events: StartEvent[] = [];
    const { info } = await loadLocal(smallModel(), { onEvent: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ kind: 'tokenizer' });
    const kinds = [...new Set(events.map(({ kind }) => kind))];
    expect(kinds).toEqual(['tokenizer', 'download', 'compile']);
    expect(info).toMatchObject({
      latentSize: 8,
      crossSides: [8],
      selfSides: [8],
      hasPictureEncoder: true,
      attention: { sites: 2, hasSelf: true, untapped: [], notes: [] },
      suggested: { sampler: 'ddim', renoiseTimesteps: [650, 450, 250] },
    });
    expect(info.unetSha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
