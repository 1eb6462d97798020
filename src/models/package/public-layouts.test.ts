import { describe, expect, it, test } from 'vitest';
import { localSource } from '../source/folder-source.ts';
import { findModelLayout } from './model-layout.ts';
import { openModelPackage } from './model-package.ts';
import type { VariantMachine } from './model-variants.ts';

const VOCABULARY = ['tokenizer/vocab.json', 'tokenizer/merges.txt', 'tokenizer/tokenizer_config.json'];
const NETWORKS = ['unet', 'text_encoder', 'vae_decoder', 'vae_encoder'];

/** Trees as public repositories have them, and the parts that are found in each. */
const TREES: Readonly<Record<string, { paths: readonly string[]; unet: string; text: string; tokenizer: string }>> = {
  'optimum: a side file a network': {
    paths: [
      ...[
        'model_index.json',
        'scheduler/scheduler_config.json',
        'unet/model.onnx',
        'unet/model.onnx_data',
        'unet/config.json',
      ],
      ...['text_encoder/model.onnx', 'vae_decoder/model.onnx', 'vae_encoder/model.onnx', ...VOCABULARY],
    ],
    unet: 'unet/model.onnx',
    text: 'text_encoder/model.onnx',
    tokenizer: 'tokenizer/vocab.json',
  },
  'the ONNX branch of Stable Diffusion 1.5: weights.pb': {
    paths: [
      ...[
        'model_index.json',
        'scheduler/scheduler_config.json',
        'unet/model.onnx',
        'unet/weights.pb',
        'safety_checker/model.onnx',
      ],
      ...['text_encoder/model.onnx', 'vae_decoder/model.onnx', 'vae_encoder/model.onnx', ...VOCABULARY],
    ],
    unet: 'unet/model.onnx',
    text: 'text_encoder/model.onnx',
    tokenizer: 'tokenizer/vocab.json',
  },
  'only half precision, by suffix': {
    paths: [...NETWORKS.map((role) => `${role}/model_fp16.onnx`), ...VOCABULARY],
    unet: 'unet/model_fp16.onnx',
    text: 'text_encoder/model_fp16.onnx',
    tokenizer: 'tokenizer/vocab.json',
  },
  'WebNN samples: long names in one folder': {
    paths: [
      'sd-unet-v1.5-model-b2c4h64w64s77-float16-compute-and-inputs-layernorm.onnx',
      'Stable-Diffusion-v1.5-vae-decoder-float16-fp32-instancenorm.onnx',
      ...['text-encoder.onnx', 'safety_checker_int32_reduceSum.onnx', ...VOCABULARY],
    ],
    unet: 'sd-unet-v1.5-model-b2c4h64w64s77-float16-compute-and-inputs-layernorm.onnx',
    text: 'text-encoder.onnx',
    tokenizer: 'tokenizer/vocab.json',
  },
  'transformers.js: one onnx folder, a merged tokenizer at the root': {
    paths: [
      ...['config.json', 'tokenizer.json', 'tokenizer_config.json', 'scheduler_config.json'],
      ...NETWORKS.map((role) => `onnx/${role}_model_q4f16.onnx`),
      'onnx/unet_model_q4f16.onnx_data',
    ],
    unet: 'onnx/unet_model_q4f16.onnx',
    text: 'onnx/text_encoder_model_q4f16.onnx',
    tokenizer: 'tokenizer.json',
  },
  'a merged tokenizer in its folder': {
    paths: [
      ...NETWORKS.map((role) => `${role}/model.onnx`),
      'tokenizer/tokenizer.json',
      'tokenizer/tokenizer_config.json',
    ],
    unet: 'unet/model.onnx',
    text: 'text_encoder/model.onnx',
    tokenizer: 'tokenizer/tokenizer.json',
  },
};

test.each(Object.entries(TREES))('%s', (_, { paths, unet, text, tokenizer }) => {
  const { networks, configs, missing, choices } = findModelLayout(paths);
  expect(missing).toEqual([]);
  expect(choices).toEqual([]);
  expect(networks).toMatchObject({ unet, text_encoder: text, vae_decoder: expect.stringMatching(/vae.decoder/) });
  expect(configs.tokenizer_vocab ?? configs.tokenizer_json).toBe(tokenizer);
});

describe('several exports of a network beside each other', () => {
  const MARKS = ['', '_fp16', '_q4', '_q4f16', '_quantized'];
  const inOneFolder = NETWORKS.flatMap((role) => MARKS.map((mark) => `onnx/${role}_model${mark}.onnx`));
  const inFolders = NETWORKS.flatMap((role) => MARKS.map((mark) => `${role}/model${mark}.onnx`));
  const half: VariantMachine = { backend: 'webgpu', hasShaderF16: true };
  const single: VariantMachine = { backend: 'webgpu', hasShaderF16: false };
  const cpu: VariantMachine = { backend: 'wasm', hasShaderF16: false };

  it.each([
    ['a graphics card with halves', half, MARKS, '_q4f16'],
    ['a graphics card without', single, MARKS, '_q4'],
    ['the CPU', cpu, MARKS, '_q4'],
    ['a graphics card with halves', half, ['', '_fp16', '_quantized'], '_fp16'],
    ['a graphics card without', single, ['', '_fp16', '_quantized'], ''],
    ['the CPU', cpu, ['', '_fp16', '_quantized'], '_quantized'],
    ['the CPU', cpu, ['_fp16', '_q4f16'], '_q4f16'],
  ] as const)('%s takes the smallest that it computes well (%#)', (_, machine, marks, expected) => {
    const offered = (path: string) => marks.some((mark) => path.endsWith(`model${mark}.onnx`));
    for (const [paths, unet] of [
      [inOneFolder, `onnx/unet_model${expected}.onnx`],
      [inFolders, `unet/model${expected}.onnx`],
    ] as const) {
      const { networks, choices } = findModelLayout(paths.filter(offered), {}, machine);
      expect(networks.unet).toBe(unet);
      expect(choices.map(({ role }) => role).sort()).toEqual([...NETWORKS].sort());
      expect(choices[0]?.paths).toHaveLength(marks.length);
      expect(choices[0]?.paths[0]).toBe(choices[0]?.chosen);
    }
  });

  it('counts the weights of the chosen one alone', async () => {
    const sizes = { 'model.onnx': 10, 'model.onnx_data': 1000, 'model_fp16.onnx': 10, 'model_fp16.onnx_data': 500 };
    const files = Object.entries(sizes).map(([name, bytes]) => ({
      path: `unet/${name}`,
      file: async () => new File([new Uint8Array(bytes)], name),
    }));
    const bytesFor = async (machine: VariantMachine | null) =>
      (await openModelPackage(localSource('m', files), null, machine)).neededBytes;
    expect([await bytesFor(half), await bytesFor(cpu), await bytesFor(null)]).toEqual([510, 1010, 1010]);
  });
});
