import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeModelIo } from '../file/model-io.ts';
import { readOnnxGraph } from '../file/read-graph.ts';
import { appendFragment, buildTapFragment } from '../taps/tap-fragment.ts';
import { disguiseModel } from '../testing/rewrite-model.testkit.ts';
import {
  attentionMap,
  batchRow,
  exposeTensors,
  headMean,
  largestDifference,
  runModel,
  waves,
} from '../testing/run-model.testkit.ts';
import type { AttentionSite } from '../types.ts';
import { findAttentionSites } from './find-attention-sites.ts';

const file = (path: string) => new Uint8Array(readFileSync(`public/models/emoji-scenes/${path}`));
const model = file('unet/model.onnx');
const graph = readOnnxGraph(model);
const { sites, untapped } = findAttentionSites(graph);

/** The layers of the bundled UNet in execution order: place, latent side / picture side at the site, heads. */
const LAYERS = [
  ['down', 2, 4],
  ['down', 4, 6],
  ['mid', 4, 6],
  ['up', 4, 6],
  ['up', 4, 6],
  ['up', 2, 4],
  ['up', 2, 4],
  ['up', 1, 1],
] as const;
const CHANNELS: Readonly<Record<number, number>> = { 1: 64, 2: 128, 4: 192 };

describe('sites', () => {
  test('eight layers, each with self- and cross-attention', () => {
    expect(untapped).toEqual([]);
    const expected = LAYERS.flatMap(([place, downscale, heads]) =>
      (['self', 'cross'] as const).map((kind) => ({ kind, place, downscale, heads })),
    );
    expect(sites).toMatchObject(expected.map((site, index) => ({ index, ...site })));
    for (const { heads, headDim, downscale, scale } of sites) {
      expect(heads * headDim).toBe(CHANNELS[downscale]);
      expect(scale).toBeCloseTo(headDim ** -0.5, 12);
    }
  });

  test('labels are paths of layers', () => {
    expect(sites[4]?.path).toBe('mid_block.attentions.0.transformer_blocks.0.attn1');
    expect(sites[15]?.path).toBe('up_blocks.2.attentions.1.transformer_blocks.0.attn2');
  });

  test('names and the order of nodes do not matter', () => {
    let state = 7;
    const random = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const disguised = findAttentionSites(readOnnxGraph(disguiseModel(model, random)));
    const structure = ({ index, kind, place, heads, headDim, scale, downscale }: AttentionSite) => ({
      index,
      kind,
      place,
      heads,
      headDim,
      scale,
      downscale,
    });
    expect(disguised.untapped).toEqual([]);
    expect(disguised.sites.map(structure)).toEqual(sites.map(structure));
    expect(disguised.sites.some(({ query }) => query.tensor.includes('attn'))).toBe(false);
  });
});

test('inputs and outputs tell their dtypes and shapes', () => {
  const { inputs, outputs } = describeModelIo(graph);
  expect(inputs).toEqual([
    { name: 'sample', dataType: 1, shape: ['batch', 4, 'height', 'width'] },
    { name: 'timestep', dataType: 7, shape: ['steps'] },
    { name: 'encoder_hidden_states', dataType: 1, shape: ['batch', 'sequence', 128] },
  ]);
  expect(outputs).toEqual([{ name: 'out_sample', dataType: 1, shape: ['batch', 4, 'height', 'width'] }]);
});

test('a graph that works on no picture has no sites for taps', () => {
  expect(() => findAttentionSites(readOnnxGraph(file('text_encoder/model.onnx')))).toThrow(/3 Softmax/);
});

describe('taps', () => {
  const POSITIONS = 32;
  const hiddenStates = waves(2, [2, POSITIONS, 128]);
  const feeds = {
    sample: waves(1, [2, 4, 32, 32]),
    timestep: { dims: [1], data: BigInt64Array.of(500n) },
    encoder_hidden_states: hiddenStates,
  };
  const bias = { dims: [POSITIONS], data: new Float32Array(POSITIONS).fill(-1e4).fill(0, 2, 6) };
  const qk = buildTapFragment(graph, sites, { mode: 'qk' });
  const maps = buildTapFragment(graph, sites, { mode: 'maps' });
  const probabilities = sites.map(({ probabilityTensor }) => probabilityTensor!);

  async function runAll() {
    const classPrompt = batchRow(hiddenStates, 1);
    const open = appendFragment(exposeTensors(model, probabilities), qk);
    const plain = await runModel(ort, model, feeds);
    const fromQk = await runModel(ort, open, { ...feeds, [qk.classHiddenStates]: classPrompt });
    const fromMaps = await runModel(ort, appendFragment(model, maps), {
      ...feeds,
      [maps.classHiddenStates]: classPrompt,
      [maps.classTokenBias!]: bias,
    });
    return { plain, fromQk, fromMaps };
  }
  let runs: Awaited<ReturnType<typeof runAll>>;
  beforeAll(async () => {
    runs = await runAll();
  }, 120_000);

  test('fragments are a few kilobytes', () => {
    expect(qk.bytes.byteLength).toBeLessThan(8_000);
    expect(maps.bytes.byteLength).toBeLessThan(32_000);
  });

  test('leave the picture as it is', () => {
    const { plain, fromQk, fromMaps } = runs;
    expect(largestDifference(fromQk.out_sample!.data, plain.out_sample!.data)).toBeLessThan(1e-5);
    expect(largestDifference(fromMaps.out_sample!.data, plain.out_sample!.data)).toBeLessThan(1e-5);
  });

  test('Q, K and scale give the probabilities of the graph; the class prompt set to the prompt gives its cross-attention', () => {
    const { fromQk } = runs;
    expect(qk.qk).toHaveLength(16);
    for (const { site, query, key } of qk.qk) {
      const own = headMean(fromQk[site.probabilityTensor!]!, 2);
      expect(largestDifference(attentionMap(fromQk[query]!, fromQk[key]!, site), own)).toBeLessThan(1e-5);
    }
  });

  test('maps sum the sites of a side, over all positions and over class tokens', () => {
    const { fromQk, fromMaps } = runs;
    expect(maps.maps).toHaveLength(9);
    for (const { kind, downscale, softmax, siteCount, output } of maps.maps) {
      const taps = qk.qk.filter(({ site }) => site.kind === kind && site.downscale === downscale);
      const each = taps.map(({ site, query, key }) =>
        attentionMap(fromQk[query]!, fromQk[key]!, site, softmax === 'classes' ? bias.data : null),
      );
      const sum = each[0]!.map((_, i) => each.reduce((total, map) => total + map[i]!, 0));
      const tokens = (32 / downscale) ** 2;
      expect(siteCount).toBe(taps.length);
      expect(fromMaps[output]!.dims).toEqual([tokens, kind === 'self' ? tokens : POSITIONS]);
      expect(largestDifference(fromMaps[output]!.data, sum)).toBeLessThan(1e-5 * siteCount);
    }
  });

  test('rows of a map sum to the number of its sites, and class maps are zero off the class tokens', () => {
    const { fromMaps } = runs;
    for (const { softmax, siteCount, output } of maps.maps) {
      const { dims, data } = fromMaps[output]!;
      const width = dims[1]!;
      for (let row = 0; row < dims[0]!; row++) {
        const values = [...(data as Float32Array).subarray(row * width, (row + 1) * width)];
        expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(siteCount, 4);
        if (softmax === 'classes') expect(Math.max(...values.slice(0, 2), ...values.slice(6))).toBeLessThan(1e-12);
      }
    }
  });

  test('maps of a batch of one are those of the conditional half', async () => {
    const { fromMaps } = runs;
    const single = await runModel(ort, appendFragment(model, maps), {
      sample: batchRow(feeds.sample, 1),
      timestep: feeds.timestep,
      encoder_hidden_states: batchRow(hiddenStates, 1),
      [maps.classHiddenStates]: batchRow(hiddenStates, 1),
      [maps.classTokenBias!]: bias,
    });
    for (const { output } of maps.maps) {
      expect(largestDifference(single[output]!.data, fromMaps[output]!.data)).toBeLessThan(1e-4);
    }
  }, 60_000);
});
