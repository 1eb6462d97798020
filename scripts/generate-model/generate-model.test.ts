import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { readOnnxGraph } from '../../src/core/onnx/file/read-graph.ts';
import { findAttentionSites } from '../../src/core/onnx/sites/find-attention-sites.ts';
import {
  batchRow,
  largestDifference,
  type Numbers,
  runModel,
  waves,
} from '../../src/core/onnx/testing/run-model.testkit.ts';
import { clipFiles } from '../../src/core/prompt/tiny-tokenizer.fixture.ts';
import { loadTokenizer } from '../../src/core/prompt/tokenizer.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { ATTENTION_STYLES } from './attention.ts';
import { encodeModel } from './encode-model.ts';
import { type FolderOptions, networksOf, writeModelFolder } from './model-folder.ts';
import type { Precision } from './model-writer.ts';
import { MODEL_SIZES } from './sizes.ts';
import { parameterCount } from './weight-spec.ts';

// Optimising a graph of a thousand nodes takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const root = mkdtempSync(join(tmpdir(), 'generate-model-'));
afterAll(() => rmSync(root, { recursive: true }));

const HALF_WEIGHTS: Precision = { weights: 'fp16', compute: 'fp32', io: 'fp32' };
const feeds = {
  sample: waves(1, [2, 4, 8, 8]),
  timestep: { dims: [1], data: BigInt64Array.of(500n) },
  encoder_hidden_states: waves(2, [2, 77, 32]),
};

/** A tiny model on disk, and a reader of its files. */
async function writeTiny(name: string, options: Partial<FolderOptions> = {}) {
  const out = join(root, name);
  const chosen = { precision: HALF_WEIGHTS, style: 'sdpa', seed: 1, external: false, ...options } as const;
  await writeModelFolder({ size: 'tiny', out, ...chosen });
  return (path: string) => new Uint8Array(readFileSync(join(out, path)));
}

function expectNoise({ data, dims }: Numbers, expectedDims: readonly number[]): void {
  expect(dims).toEqual(expectedDims);
  const values = Float64Array.from(data as Float32Array);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
  // NaN and infinity fail here as well.
  expect(deviation).toBeGreaterThan(0.1);
  expect(deviation).toBeLessThan(10);
}

test('at full size the networks have the parameters of Stable Diffusion 1.5', () => {
  const networks = networksOf(MODEL_SIZES.sd15, 'sdpa', HALF_WEIGHTS);
  const counts = Object.entries(networks).map(([name, { weights }]) => [name, parameterCount(weights)]);
  expect(Object.fromEntries(counts)).toEqual({
    unet: 859_520_964,
    text_encoder: 123_060_480,
    vae_decoder: 49_490_199,
    vae_encoder: 34_163_664,
  });
});

test.each(ATTENTION_STYLES)('the UNet at full size has 32 sites, written as %s', (style) => {
  const { unet } = networksOf(MODEL_SIZES.sd15, style, HALF_WEIGHTS);
  const { structure, weights } = encodeModel(unet!, 'weights');
  const graph = readOnnxGraph(Buffer.concat([structure, ...weights.map(({ head }) => head)]));
  const { sites, untapped } = findAttentionSites(graph);
  expect(untapped).toEqual([]);
  // Three levels down with two layers each, the middle, three levels up with three.
  const levels = [1, 1, 2, 2, 4, 4, 8, 4, 4, 4, 2, 2, 2, 1, 1, 1];
  const headDims: Readonly<Record<number, number>> = { 1: 40, 2: 80, 4: 160, 8: 160 };
  const expected = levels.flatMap((downscale, layer) =>
    (['self', 'cross'] as const).map((kind) => {
      const headDim = headDims[downscale]!;
      return { kind, downscale, heads: 8, headDim, place: layer < 6 ? 'down' : layer === 6 ? 'mid' : 'up' };
    }),
  );
  expect(sites).toMatchObject(expected);
  for (const { scale, headDim } of sites) expect(scale).toBeCloseTo(headDim ** -0.5, 6);
  expect(sites[0]?.path).toBe('down_blocks.0.attentions.0.transformer_blocks.0.attn1');
  expect(sites[31]?.path).toBe('up_blocks.3.attentions.2.transformer_blocks.0.attn2');
});

describe('the tiny model', () => {
  test('runs from token ids to a picture and back', async () => {
    const file = await writeTiny('whole');
    const run = (folder: string, inputs: Readonly<Record<string, ort.Tensor>>) =>
      ort.InferenceSession.create(file(`${folder}/model.onnx`)).then((session) => session.run(inputs));
    const text = (path: string) => new TextDecoder().decode(file(`tokenizer/${path}`));
    const tokenizer = loadTokenizer({
      ...clipFiles([], {}),
      vocabJson: text('vocab.json'),
      mergesTxt: text('merges.txt'),
      configJson: text('tokenizer_config.json'),
    });
    for (const { promptName } of VOC_20.classes) {
      expect(tokenizer.encode(promptName).tokens).toHaveLength(promptName.split(' ').length);
    }
    const { ids } = tokenizer.encode('a photo of a dining table and a cat');
    expect(Math.max(...ids)).toBeLessThan(MODEL_SIZES.tiny.textEncoder.vocabulary);
    const encoded = await run('text_encoder', { input_ids: new ort.Tensor('int32', ids, [1, 77]) });
    const states = encoded.last_hidden_state as unknown as Numbers;
    expectNoise(states, [1, 77, 32]);

    const { out_sample } = await runModel(ort, file('unet/model.onnx'), {
      ...feeds,
      sample: batchRow(feeds.sample, 0),
      encoder_hidden_states: states,
    });
    expectNoise(out_sample!, [1, 4, 8, 8]);
    const { sample } = await runModel(ort, file('vae_decoder/model.onnx'), { latent_sample: out_sample! });
    expectNoise(sample!, [1, 3, 64, 64]);
    const { latent_sample } = await runModel(ort, file('vae_encoder/model.onnx'), { sample: sample! });
    expectNoise(latent_sample!, [1, 4, 8, 8]);
  });

  test.each<[string, Precision]>([
    ['single precision', { weights: 'fp32', compute: 'fp32', io: 'fp32' }],
    ['half precision inside', { weights: 'fp16', compute: 'fp16', io: 'fp32' }],
  ])('%s computes the same', async (name, precision) => {
    const only = ['unet'];
    const expected = await runModel(ort, (await writeTiny('reference', { only }))('unet/model.onnx'), feeds);
    const file = await writeTiny(name, { precision, only });
    const { out_sample } = await runModel(ort, file('unet/model.onnx'), feeds);
    expect(largestDifference(out_sample!.data, expected.out_sample!.data)).toBeLessThan(0.05);
  });

  test('eager attention computes what sdpa does', async () => {
    const [sdpa, eager] = await Promise.all(
      ATTENTION_STYLES.map(async (style) => {
        const file = await writeTiny(style, { style, only: ['unet'] });
        return (await runModel(ort, file('unet/model.onnx'), feeds)).out_sample!;
      }),
    );
    expectNoise(sdpa!, [2, 4, 8, 8]);
    expect(largestDifference(sdpa!.data, eager!.data)).toBeLessThan(1e-4);
  });

  test('inputs and outputs in half precision', async () => {
    const file = await writeTiny('half', { precision: { weights: 'fp16', compute: 'fp16', io: 'fp16' } });
    const half = readOnnxGraph(file('unet/model.onnx'));
    const types = [...half.inputs, ...half.outputs].map(({ name, dataType }) => [name, dataType]);
    expect(Object.fromEntries(types)).toEqual({
      sample: 10,
      timestep: 7,
      encoder_hidden_states: 10,
      out_sample: 10,
    });
  });

  test('weights beside the graph are those inside it; another seed gives others', async () => {
    const only = ['unet'];
    await writeTiny('inside', { only });
    await writeTiny('beside', { only, external: true });
    await writeTiny('seeded', { only, external: true, seed: 2 });
    const run = async (name: string) => {
      const session = await ort.InferenceSession.create(join(root, name, 'unet/model.onnx'));
      const inputs = {
        sample: new ort.Tensor('float32', feeds.sample.data as Float32Array, feeds.sample.dims),
        timestep: new ort.Tensor('int64', feeds.timestep.data, feeds.timestep.dims),
        encoder_hidden_states: new ort.Tensor('float32', feeds.encoder_hidden_states.data as Float32Array, [2, 77, 32]),
      };
      return (await session.run(inputs)).out_sample!.data as Float32Array;
    };
    const inside = await run('inside');
    expect(largestDifference(await run('beside'), inside)).toBe(0);
    expect(largestDifference(await run('seeded'), inside)).toBeGreaterThan(0.1);
  });

  test('stays small enough to be made for a test', async () => {
    const written = await writeModelFolder({
      size: 'tiny',
      out: join(root, 'size'),
      precision: HALF_WEIGHTS,
      style: 'sdpa',
      seed: 1,
      external: false,
    });
    expect(written.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(3_000_000);
  });
});

test('a single file beyond what protobuf holds is refused', async () => {
  const precision: Precision = { weights: 'fp32', compute: 'fp32', io: 'fp32' };
  const out = join(root, 'huge');
  const writing = writeModelFolder({
    size: 'sd15',
    out,
    precision,
    style: 'sdpa',
    seed: 1,
    external: false,
    only: ['unet'],
  });
  await expect(writing).rejects.toThrow(/less than 2 GiB.*--external/);
});
