import { describe, expect, it } from 'vitest';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { GenerateEvent } from '../../rpc/contract.ts';
import { classesOf, draw, jobContext, SETTINGS, tuningFor } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { type SmallModelOptions, smallModel } from '../testing/small-model.ts';
import { filled, spoiltOrt } from '../testing/spoilt-ort.ts';
import { capturePicture } from './capture-picture.ts';
import { checkAttention } from './check-attention.ts';

const DOG: Partial<GenerationSettings> = { caption: 'a dog', classIds: [12], steps: 4 };

/** A small model of which one network answers with `value` at the calls that `when` names. */
const spoilt = (
  output: string,
  when: (call: number) => boolean = () => true,
  value = Number.NaN,
  options: SmallModelOptions = {},
) =>
  loadLocal(smallModel(options), {
    ort: spoiltOrt(output, (outputs, call) =>
      when(call) && outputs[output] ? filled(outputs, output, value) : outputs,
    ),
  });

describe('numbers that overflow end a picture, and the part is named', () => {
  it('in the UNet’s third step', async () => {
    const events: GenerateEvent[] = [];
    const drawing = draw(await spoilt('out_sample', (call) => call === 3), DOG, events);
    await expect(drawing).rejects.toMatchObject({
      code: 'number-overflow',
      message: expect.stringMatching(/^unet\/model.onnx answered with NaN at timestep \d+: .*fp32/),
      details: { file: 'unet/model.onnx' },
    });
    expect(events.filter(({ kind }) => kind === 'step')).toHaveLength(2);
  });

  it('in the unguided UNet, and where no attention is captured', async () => {
    const model = await spoilt('out_sample', (call) => call === 2, Number.POSITIVE_INFINITY);
    const drawing = draw(model, { ...DOG, guidance: 1, renoiseTimesteps: [300] });
    await expect(drawing).rejects.toMatchObject({
      code: 'number-overflow',
      message: expect.stringMatching(/^unet\/model.onnx answered with Infinity/),
    });
  });

  it('in the half without guidance alone, which a UNet of one row computes by itself', async () => {
    const model = await spoilt('out_sample', (call) => call === 1, Number.NaN, { batch: 1 });
    await expect(draw(model, DOG)).rejects.toMatchObject({ code: 'number-overflow' });
  });

  it('in the first call, which is not told as attention that was misread', async () => {
    const model = await spoilt('out_sample');
    await expect(checkAttention(jobContext(model))).rejects.toMatchObject({ code: 'number-overflow' });
  });

  it('in the text encoder', async () => {
    await expect(draw(await spoilt('last_hidden_state'), DOG)).rejects.toMatchObject({
      code: 'number-overflow',
      details: { file: 'text_encoder/model.onnx' },
    });
  });

  it('in the latent, where the prediction is finite but out of all measure', async () => {
    const model = await spoilt('out_sample', (call) => call === 2, 3e38);
    await expect(draw(model, { ...DOG, sampler: 'euler' })).rejects.toMatchObject({
      code: 'number-overflow',
      message: expect.stringMatching(/^The latent after step 2 of 4 /),
    });
  });

  it('in the picture’s decoder, with what helps', async () => {
    await expect(draw(await spoilt('sample'), DOG)).rejects.toMatchObject({
      code: 'number-overflow',
      message: expect.stringMatching(/^vae_decoder\/model.onnx answered with NaN: .*fp16-fix/),
      details: { file: 'vae_decoder/model.onnx' },
    });
  });

  it('in the encoder of a photo', async () => {
    const model = await spoilt('latent_parameters');
    const picture = { width: 16, height: 16, rgba: new Uint8ClampedArray(16 * 16 * 4) };
    const request = {
      jobId: 'job',
      picture,
      upload: { fileName: 'a.png', sha256: null },
      settings: { ...SETTINGS, ...DOG },
      classes: classesOf({ classIds: [12] }),
      tuning: tuningFor(model),
    };
    await expect(capturePicture(request, jobContext(model))).rejects.toMatchObject({
      code: 'number-overflow',
      details: { file: 'vae_encoder/model.onnx' },
    });
  });
});

it('an estimate that overflows is not shown, and ends no picture whose own numbers are fine', async () => {
  const events: GenerateEvent[] = [];
  const plain = await draw(await loadLocal(smallModel()), DOG);
  const { picture } = await draw(await spoilt('sample', (call) => call === 1), DOG, events);
  expect(picture.rgba).toEqual(plain.picture.rgba);
  expect(events.flatMap((event) => (event.kind === 'estimate' ? [event.step] : []))).toEqual([2, 3]);
});
