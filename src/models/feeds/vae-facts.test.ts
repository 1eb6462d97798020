import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readOnnxGraph } from '../../core/onnx/file/read-graph.ts';
import type { OnnxGraph } from '../../core/onnx/types.ts';
import { vaeFacts } from './vae-facts.ts';

const decoderOf = (parameters: number): OnnxGraph => ({
  nodes: [],
  initialisers: new Map([['w', { name: 'w', dataType: 1, dims: [parameters], rawData: null, values: null }]]),
  inputs: [{ name: 'latent', dataType: 1, shape: ['batch', 4, 'h', 'w'] }],
  outputs: [],
  opsets: new Map(),
  metadata: new Map(),
});
const kl = decoderOf(49_500_000);
const taesd = decoderOf(1_222_000);

describe('the scaling factor', () => {
  it.each([
    [
      'of the catalogue goes first',
      { config: { scaling_factor: 0.5 }, decoder: kl, contextWidth: 768, known: { vaeScale: 1, imageSize: 512 } },
      1,
      'catalogue',
    ],
    [
      'of the configuration comes next',
      { config: { scaling_factor: 0.13025 }, decoder: kl, contextWidth: 768 },
      0.13025,
      'config',
    ],
    [
      'of TAESD is 1, by its class',
      { config: { _class_name: 'AutoencoderTiny' }, decoder: kl, contextWidth: 768 },
      1,
      'taesd',
    ],
    ['of TAESD is 1, by its size', { config: null, decoder: taesd, contextWidth: 768 }, 1, 'taesd'],
    ['of SD 1.x', { config: null, decoder: kl, contextWidth: 768 }, 0.18215, 'family'],
    ['of SD 2.x', { config: {}, decoder: kl, contextWidth: 1024 }, 0.18215, 'family'],
    ['of SDXL', { config: null, decoder: kl, contextWidth: 2048 }, 0.13025, 'family'],
  ] as const)('%s', (_, input, scalingFactor, scalingFrom) => {
    expect(vaeFacts(input)).toMatchObject({ scalingFactor, scalingFrom, latentChannels: 4, downscale: 8 });
  });

  it('is never made up', () => {
    expect(() => vaeFacts({ config: null, decoder: kl, contextWidth: 512 })).toThrow(/512 wide/);
    expect(() => vaeFacts({ config: { scaling_factor: 'x' }, decoder: kl, contextWidth: 768 })).toThrow(
      /scaling_factor/,
    );
  });
});

it('reads the bundled model', () => {
  const read = (path: string) => readFileSync(`public/models/emoji-scenes/vae_decoder/${path}`);
  const config = JSON.parse(read('config.json').toString()) as { scaling_factor: number };
  const decoder = readOnnxGraph(new Uint8Array(read('model.onnx')));
  expect(vaeFacts({ config, decoder, contextWidth: 128 })).toEqual({
    scalingFactor: config.scaling_factor,
    scalingFrom: 'config',
    latentChannels: 4,
    downscale: 4,
    imageSize: 128,
  });
});

it('takes the size of pictures from the UNet before the VAE, the catalogue before both', () => {
  // sd-turbo: the VAE is that of SD 2.1 at 768, the UNet was made for 512.
  const config = { block_out_channels: [128, 256, 512, 512], sample_size: 768 };
  const input = { config, unetConfig: { sample_size: 64 }, decoder: kl, contextWidth: 1024 };
  expect(vaeFacts(input).imageSize).toBe(512);
  expect(vaeFacts({ ...input, known: { vaeScale: null, imageSize: 256 } }).imageSize).toBe(256);
  expect(vaeFacts({ ...input, unetConfig: { sample_size: [64, 96] } }).imageSize).toBe(768);
  expect(vaeFacts({ ...input, unetConfig: {} }).imageSize).toBe(768);
  expect(() => vaeFacts({ ...input, unetConfig: { sample_size: 'x' } })).toThrow(/^unet\/config\.json, sample_size/);
});

it('takes downscale from the blocks of a configuration', () => {
  const config = { block_out_channels: [128, 256, 512, 512], sample_size: 768 };
  expect(vaeFacts({ config, decoder: kl, contextWidth: 1024 })).toMatchObject({ downscale: 8, imageSize: 768 });
});
