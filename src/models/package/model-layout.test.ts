import { expect, test } from 'vitest';
import { findModelLayout, sideFilePath } from './model-layout.ts';

const TOKENIZER = ['tokenizer/vocab.json', 'tokenizer/merges.txt', 'tokenizer/tokenizer_config.json'];

test('diffusers layout', () => {
  const layout = findModelLayout([
    'unet/model.onnx',
    'unet/model.onnx_data',
    'unet/model.fp16.onnx',
    'text_encoder/model.onnx',
    'text_encoder_2/model.onnx',
    'vae_decoder/model.onnx',
    'vae_decoder/config.json',
    'scheduler/scheduler_config.json',
    'safety_checker/model.onnx',
    ...TOKENIZER,
  ]);
  expect(layout).toMatchObject({
    kind: 'diffusers',
    missing: [],
    networks: {
      unet: 'unet/model.onnx',
      text_encoder: 'text_encoder/model.onnx',
      text_encoder_2: 'text_encoder_2/model.onnx',
      vae_decoder: 'vae_decoder/model.onnx',
    },
    configs: { vae_config: 'vae_decoder/config.json', scheduler_config: 'scheduler/scheduler_config.json' },
  });
});

test('flat files, plain and with the names of other exporters', () => {
  const flat = findModelLayout(['unet.onnx', 'text_encoder.onnx', 'vae_decoder.onnx', 'tokenizer.json']);
  expect(flat).toMatchObject({ kind: 'flat', missing: [], configs: { tokenizer_json: 'tokenizer.json' } });
  const webnn = findModelLayout([
    'sd-unet-v1.5-model-b2c4h64w64s77-float16-compute-and-inputs-layernorm.onnx',
    'Stable-Diffusion-v1.5-vae-decoder-float16-fp32-instancenorm.onnx',
    'text-encoder.onnx',
    'text-encoder-2.onnx',
    ...TOKENIZER,
  ]);
  expect(webnn.networks).toEqual({
    unet: 'sd-unet-v1.5-model-b2c4h64w64s77-float16-compute-and-inputs-layernorm.onnx',
    text_encoder: 'text-encoder.onnx',
    text_encoder_2: 'text-encoder-2.onnx',
    vae_decoder: 'Stable-Diffusion-v1.5-vae-decoder-float16-fp32-instancenorm.onnx',
  });
});

test('one folder for all, quantised, beside the texts of the repository', () => {
  const networks = ['unet', 'text_encoder', 'vae_decoder', 'vae_encoder'];
  const layout = findModelLayout([
    ...networks.map((network) => `onnx/${network}_model_q4f16.onnx`),
    'onnx/unet_model_q4f16.onnx_data',
    ...['tokenizer.json', 'tokenizer_config.json', 'scheduler/scheduler_config.json', 'unet/config.json'],
  ]);
  expect(layout).toMatchObject({ kind: 'flat', missing: [], configs: { unet_config: 'unet/config.json' } });
  expect(layout.networks).toEqual(
    Object.fromEntries(networks.map((network) => [network, `onnx/${network}_model_q4f16.onnx`])),
  );
});

test('where only suffixed exports are there, the shortest name is taken', () => {
  const { networks } = findModelLayout(['unet/model.fp16.onnx', 'unet/model_fp16_optimized.onnx', 'unet/weights.pb']);
  expect(networks.unet).toBe('unet/model.fp16.onnx');
});

test('a transformer in the place of a UNet is looked at, to be named', () => {
  expect(findModelLayout(['transformer/model.onnx']).networks.unet).toBe('transformer/model.onnx');
  expect(findModelLayout(['transformer/model.onnx', 'unet/model.onnx']).networks.unet).toBe('unet/model.onnx');
});

test('a role that the catalogue knows goes before a guess, and must be there', () => {
  const paths = ['unet/model.onnx', 'unet/model_layernorm.onnx'];
  expect(findModelLayout(paths, { unet: 'unet/model_layernorm.onnx' }).networks.unet).toBe('unet/model_layernorm.onnx');
  expect(findModelLayout(paths, { unet: 'unet/other.onnx' }).missing[0]).toBe('unet/other.onnx');
});

test('what is missing is named', () => {
  expect(findModelLayout(['unet/model.onnx', 'readme.txt']).missing).toEqual([
    expect.stringMatching(
      /^text_encoder\/model.onnx or text_encoder.onnx \(also looked for: onnx\/text_encoder_model.onnx,.*_q4f16/,
    ),
    expect.stringMatching(/^vae_decoder\/model.onnx or vae_decoder.onnx/),
    'tokenizer/vocab.json with merges.txt, or tokenizer/tokenizer.json',
  ]);
});

test('tokenizer.json counts only where the files that it repeats are not there', () => {
  const { configs } = findModelLayout([...TOKENIZER, 'tokenizer/tokenizer.json']);
  expect(Object.keys(configs)).toEqual(['tokenizer_vocab', 'tokenizer_merges', 'tokenizer_config']);
});

test('side files lie beside their graph and nowhere else', () => {
  expect(sideFilePath('unet/model.onnx', 'weights.pb')).toBe('unet/weights.pb');
  expect(sideFilePath('unet.onnx', './data/unet.bin')).toBe('data/unet.bin');
  for (const location of ['../secret', '/etc/passwd', 'a\\b']) {
    expect(() => sideFilePath('unet/model.onnx', location)).toThrow(/expected a file in its own folder/);
  }
});
