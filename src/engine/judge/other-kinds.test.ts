import { describe, expect, it } from 'vitest';
import { OnnxBuilder } from '../../core/onnx/testing/onnx-builder.testkit.ts';
import { localSource } from '../../models/source/folder-source.ts';
import type { OrtModule } from '../networks/ort-module.ts';
import { CPU } from '../testing/bundled-model.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';
import { checkModel } from './check-model.ts';

type Shape = readonly (number | string)[];

const NO_SESSIONS = {
  InferenceSession: { create: () => Promise.reject(new Error('a session was made')) },
} as unknown as OrtModule;

/** A denoiser that takes these inputs; what it computes is no matter. */
function network(inputs: Readonly<Record<string, Shape>>): Uint8Array {
  const b = new OnnxBuilder(17);
  for (const [name, shape] of Object.entries(inputs)) b.input({ name, dataType: name === 'timestep' ? 7 : 1, shape });
  b.output(b.node('Identity', [Object.keys(inputs)[0] ?? ''], {}, 'out_sample'));
  return b.model();
}

const latent = (channels: number | string): Shape => ['batch', channels, 'height', 'width'];
const unet = { sample: latent(4), timestep: [1], encoder_hidden_states: ['batch', 'sequence', 768] } as const;
const { timestep } = unet;
const prompt = (width: number): Shape => ['batch', 'sequence', width];

/** The channels are free in the graph's input; the convolution tells. */
function inpaintingByWeight(): Uint8Array {
  const b = new OnnxBuilder(17);
  for (const [name, shape] of Object.entries({ ...unet, sample: latent('channels') })) {
    b.input({ name, dataType: name === 'timestep' ? 7 : 1, shape });
  }
  b.output(b.node('Conv', ['sample', b.weight('conv_in.weight', [4, 9, 1, 1])], {}, 'out_sample'));
  return b.model();
}

const KINDS: readonly (readonly [name: string, path: string, graph: Uint8Array, sentence: RegExp])[] = [
  ['inpainting', 'unet', network({ ...unet, sample: latent(9) }), /UNet is for inpainting: it takes 9 channels/],
  ['inpainting, told by a weight', 'unet', inpaintingByWeight(), /UNet is for inpainting: it takes 9 channels/],
  ['InstructPix2Pix', 'unet', network({ ...unet, sample: latent(8) }), /edits a picture .* 8 channels/],
  ['depth to image', 'unet', network({ ...unet, sample: latent(5) }), /depth map/],
  ['an upscaler', 'unet', network({ ...unet, sample: latent(7), class_labels: ['batch'] }), /enlarges pictures/],
  [
    'a UNet for a ControlNet',
    'unet',
    network({
      ...unet,
      ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`down_block_additional_residual_${i}`, latent(320)])),
      mid_block_additional_residual: latent(1280),
    }),
    /steered by a ControlNet or adapter: it needs 13 further inputs/,
  ],
  [
    'a ControlNet in place of the UNet',
    'controlnet',
    network({ ...unet, controlnet_cond: latent(3) }),
    /is a ControlNet, not a UNet/,
  ],
  [
    'an IP-Adapter',
    'unet',
    network({ ...unet, image_embeds: ['batch', 1, 1024] }),
    /IP-Adapter UNet.*\(image_embeds\)/,
  ],
  [
    'an IP-Adapter behind the prompt',
    'unet',
    network({ ...unet, encoder_hidden_states: ['batch', 81, 768] }),
    /IP-Adapter UNet: it takes four positions/,
  ],
  ['image variations', 'unet', network({ ...unet, encoder_hidden_states: ['batch', 1, 768] }), /led by one embedding/],
  [
    'a decoder of image embeddings',
    'unet',
    network({ sample: latent(4), timestep, image_embeds: ['batch', 1280] }),
    /led by a picture's embedding \(image_embeds\), not by words/,
  ],
  [
    'an unconditional one',
    'unet',
    network({ sample: latent(3), timestep }),
    /draws unconditionally: it takes no prompt/,
  ],
  [
    'one by classes',
    'unet',
    network({ sample: latent(4), timestep, class_labels: ['batch'] }),
    /by the number of a class/,
  ],
  ['videos', 'unet', network({ ...unet, sample: ['batch', 4, 'frames', 'height', 'width'] }), /makes videos/],
  [
    'Stable Diffusion 3',
    'transformer',
    network({
      ...{ hidden_states: latent(16), encoder_hidden_states: prompt(4096) },
      ...{ pooled_projections: ['batch', 2048], timestep },
    }),
    /diffusion transformer \(Stable Diffusion 3\), not a UNet/,
  ],
  [
    'Flux',
    'transformer',
    network({
      ...{ hidden_states: prompt(64), encoder_hidden_states: prompt(4096), pooled_projections: ['batch', 768] },
      ...{ timestep, img_ids: ['tokens', 3], txt_ids: ['sequence', 3], guidance: ['batch'] },
    }),
    /diffusion transformer \(Flux\)/,
  ],
  [
    'PixArt',
    'transformer',
    network({
      ...{ hidden_states: latent(4), encoder_hidden_states: prompt(4096), timestep },
      encoder_attention_mask: ['batch', 'sequence'],
    }),
    /diffusion transformer \(PixArt\)/,
  ],
  [
    'another transformer',
    'transformer',
    network({ hidden_states: latent(32), encoder_hidden_states: prompt(2304), timestep }),
    /diffusion transformer, not a UNet/,
  ],
];

describe.each(KINDS)('%s', (_, folder, graph, sentence) => {
  const path = `${folder}/model.onnx`;
  const files = [
    ...smallModel().filter((file) => !file.path.startsWith('unet/') && !file.path.startsWith('text_encoder')),
    { path, file: async () => new File([new Uint8Array(graph)], path) },
  ];

  it('is named in one sentence before anything is downloaded, and refused in the same words', async () => {
    const source = localSource('local', files);
    const chosen = { source, entry: null, name: 'Local', id: 'l', origin: { kind: 'folder', label: 'l' } } as const;
    const { preflight } = await checkModel(chosen, CPU);
    expect(preflight.verdict).toBe('impossible');
    expect(preflight.findings).toEqual([
      { level: 'impossible', file: path, message: expect.stringMatching(sentence), whatToDo: expect.any(String) },
    ]);
    expect(preflight.findings[0]!.message.match(/\.( |$)/g)).toHaveLength(1);
    const error = await loadLocal(files, { ort: NO_SESSIONS }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: expect.stringMatching(sentence) });
  });
});

it('a model with an image encoder in place of its text encoder is said to be led by a picture', async () => {
  const encoder = 'image_encoder/model.onnx';
  const files = [
    ...smallModel().filter((file) => !file.path.startsWith('text_encoder')),
    { path: encoder, file: async () => new File([new Uint8Array(network({ pixel_values: latent(3) }))], encoder) },
  ];
  const source = localSource('local', files);
  const chosen = { source, entry: null, name: 'Local', id: 'l', origin: { kind: 'folder', label: 'l' } } as const;
  const { preflight } = await checkModel(chosen, CPU);
  expect(preflight.findings.map(({ message }) => message)).toContainEqual(expect.stringMatching(/led by a picture/));
});
