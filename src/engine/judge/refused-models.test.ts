import { describe, expect, it } from 'vitest';
import { operatorModel } from '../../models/preflight/operator-model.testkit.ts';
import type { LocalFile } from '../../models/source/folder-source.ts';
import { localSource } from '../../models/source/folder-source.ts';
import type { ChosenExports } from '../../rpc/contract.ts';
import type { OrtModule } from '../networks/ort-module.ts';
import { CPU } from '../testing/bundled-model.ts';
import { loadLocal } from '../testing/load-local.ts';
import { type SmallModelOptions, smallModel } from '../testing/small-model.ts';
import { checkModel } from './check-model.ts';

const NO_SESSIONS = {
  InferenceSession: { create: () => Promise.reject(new Error('a session was made')) },
} as unknown as OrtModule;
const load = (files: readonly LocalFile[]) => loadLocal(files, { ort: NO_SESSIONS });
const without = (...paths: string[]) => smallModel().filter(({ path }) => !paths.includes(path));
const replaced = (path: string, bytes: Uint8Array | string) => [
  ...without(path),
  { path, file: async () => new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], path) },
];
const nhwcConv = operatorModel({
  op: 'NhwcConv',
  domain: 'com.microsoft',
  inputs: [{ name: 'x', dataType: 1, shape: [1, 4, 8, 8] }],
  attributes: {},
});
const check = (files: readonly LocalFile[], exports: ChosenExports = {}) =>
  checkModel(
    {
      source: localSource('local', files),
      entry: null,
      name: 'Local',
      id: 'l',
      origin: { kind: 'folder', label: 'l' },
    },
    CPU,
    exports,
  );

describe('before any session is made', () => {
  it.each<[string, LocalFile[], string, RegExp]>([
    ['a model without a UNet', without('unet/model.onnx'), 'model-missing-file', /unet\/model\.onnx or unet\.onnx/],
    ['a model without a vocabulary', without('tokenizer/vocab.json'), 'model-missing-file', /tokenizer\.json/],
    [
      'a decoder with operators that browsers lack',
      replaced('vae_decoder/model.onnx', nhwcConv),
      'model-unsupported',
      /NhwcConv/,
    ],
    [
      'a text encoder in the place of the UNet',
      replaced('unet/model.onnx', nhwcConv),
      'model-unsupported',
      /unet\/model\.onnx/,
    ],
    ['a page in the place of a graph', replaced('unet/model.onnx', '<html>'), 'model-corrupt', /unet|ONNX/],
    [
      'a configuration that is no JSON',
      replaced('vae_decoder/config.json', '{'),
      'model-corrupt',
      /vae_decoder\/config\.json/,
    ],
    [
      'nothing that tells the scale',
      without('vae_decoder/config.json', 'unet/config.json'),
      'model-unsupported',
      /latents are scaled|size/,
    ],
  ])('%s is refused in words', async (_, files, code, message) => {
    const error = await load(files).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('a check before loading', () => {
  it('finds a whole model fine and on this device', async () => {
    const found = await check(smallModel());
    expect(found).toMatchObject({ label: 'Local', licence: null, unverified: [], preflight: { verdict: 'ok' } });
    expect(found.presentBytes).toBe(found.neededBytes);
    expect(found.preflight.needs.diskBytes).toBe(0);
  });

  it('notes that a scheduler is missing', async () => {
    const { preflight } = await check(without('scheduler/scheduler_config.json'));
    expect(preflight).toMatchObject({
      verdict: 'ok',
      findings: [
        { level: 'note', message: expect.stringMatching(/lacks scheduler\/.*Stable Diffusion 1.5's is used/) },
      ],
    });
  });

  it('tells the exports of a network with their sizes, and judges the one that a person chooses', async () => {
    const [unet] = smallModel().filter(({ path }) => path === 'unet/model.onnx');
    const beside = { path: 'unet/model_int8.onnx_data', file: async () => new File([new Uint8Array(1000)], 'side') };
    const several = [...smallModel(), { path: 'unet/model_int8.onnx', file: unet!.file }, beside];
    const bytes = (await unet!.file()).size;
    const files = [
      { path: 'unet/model_int8.onnx', bytes: bytes + 1000 },
      { path: 'unet/model.onnx', bytes },
    ];
    const best = await check(several);
    expect(best.exports).toEqual([{ role: 'unet', chosen: 'unet/model_int8.onnx', files }]);
    const other = await check(several, { unet: 'unet/model.onnx' });
    expect(other.exports).toEqual([{ role: 'unet', chosen: 'unet/model.onnx', files }]);
    expect(other.neededBytes).toBe((await check(smallModel())).neededBytes);
    const gone = await check(several, { unet: 'unet/model_q4.onnx' });
    expect(gone.preflight.findings[0]?.message).toMatch(/lacks unet\/model_q4.onnx/);
  });

  it('notes an encoder of pictures whose random numbers cannot be left out', async () => {
    const { preflight } = await check(smallModel({ encoded: 'scaled sample' }));
    expect(preflight).toMatchObject({
      verdict: 'ok',
      findings: [{ level: 'note', message: expect.stringMatching(/same photo/) }],
    });
    expect((await check(smallModel({ encoded: 'sample' }))).preflight.findings).toEqual([]);
  });

  it.each<[string, SmallModelOptions, RegExp[]]>([
    ['of any size', {}, []],
    [
      'whose UNet has one size',
      { fixedSides: [12, 20], halved: 'up' },
      [/All pictures will be 40×24 pixels: the UNet takes/],
    ],
    [
      'whose decoder has one size',
      { decoderSides: [6, 10] },
      [/All pictures will be 20×12 pixels: the picture decoder/],
    ],
    [
      'all of whose parts have one size',
      { fixedSides: [6, 10], decoderSides: [6, 10], encoderSides: [12, 20] },
      [/All pictures will be 20×12 pixels: UNet and picture decoder take/],
    ],
    [
      'whose encoder has one size',
      { encoderSides: [32, 16] },
      [/Photos will be shown to the model in a frame of 16×32/],
    ],
    [
      'whose encoder has a size that its UNet has not',
      { fixedSides: [8, 8], encoderSides: [32, 32] },
      [/takes pictures of 32×32 alone, but the model makes pictures of 16×16 alone/, /All pictures will be 16×16/],
    ],
  ])('tells, before the download, the sizes of a model %s', async (_, options, messages) => {
    const { preflight } = await check(smallModel(options));
    expect(preflight.verdict).not.toBe('impossible');
    expect(preflight.findings.map(({ message }) => message)).toEqual(
      messages.map((message) => expect.stringMatching(message)),
    );
  });

  it.each<[string, LocalFile[], RegExp]>([
    ['nothing tells the scale', without('vae_decoder/config.json', 'unet/config.json'), /latents are scaled|size/],
    [
      'a configuration is another one',
      replaced('vae_decoder/config.json', '{"scaling_factor":"big"}'),
      /scaling_factor/,
    ],
    [
      'UNet and decoder are of different sizes',
      smallModel({ fixedSides: [8, 6], decoderSides: [8, 8] }),
      /UNet takes latents of 6×8, the picture decoder those of 8×8 \(width×height\)/,
    ],
  ])('finds, before the download, that %s', async (_, files, message) => {
    const { preflight } = await check(files);
    expect(preflight).toMatchObject({ verdict: 'impossible', findings: [{ message: expect.stringMatching(message) }] });
  });

  it('tells all that is wrong at once, and does not throw', async () => {
    const files = replaced('vae_decoder/model.onnx', nhwcConv).filter(
      ({ path }) => !/^(text_encoder|scheduler)/.test(path),
    );
    const { preflight } = await check(files);
    expect(preflight.verdict).toBe('impossible');
    const said = preflight.findings.map(({ message }) => message).join('\n');
    expect(said).toMatch(/text_encoder/);
    expect(said).toMatch(/NhwcConv/);
    expect(said).toMatch(/scheduler_config/);
    const page = await check(replaced('unet/model.onnx', '<html>'));
    expect(page.preflight.verdict).toBe('impossible');
  });
});
