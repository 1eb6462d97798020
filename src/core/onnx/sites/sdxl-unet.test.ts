import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { readOnnxGraph } from '../file/read-graph.ts';
import { appendFragment, buildTapFragment } from '../taps/tap-fragment.ts';
import { ATTENTION_STYLES, HEADS } from '../testing/attention-models.testkit.ts';
import { FusedNormBuilder } from '../testing/fused-norm.testkit.ts';
import { multiHeadWithBias } from '../testing/packed-models.testkit.ts';
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
import { CONTEXT, sdxlModel, TEXT_EMBEDS, TIME_IDS } from '../testing/unet-models.testkit.ts';
import { findAttentionSites } from './find-attention-sites.ts';

const model = sdxlModel(ATTENTION_STYLES['projections with a bias']!);
const graph = readOnnxGraph(model);
const { sites, untapped } = findAttentionSites(graph);
const EXPECTED = (['down', 'mid', 'up'] as const).flatMap((place) =>
  [0, 1].flatMap((block) => [
    { place, block, kind: 'self', attention: 'attn1' },
    { place, block, kind: 'cross', attention: 'attn2' },
  ]),
);

test('both blocks of each transformer are found, in execution order and with their paths', () => {
  expect(untapped).toEqual([]);
  expect(sites).toMatchObject(
    EXPECTED.map(({ place, kind }, index) => ({ index, kind, place, heads: HEADS, downscale: 2 })),
  );
  EXPECTED.forEach(({ block, attention }, i) => {
    expect(sites[i]?.path).toContain(`.attentions.0.transformer_blocks.${block}.${attention}`);
  });
});

test('inputs for pooled prompt and sizes are not taken for the prompt when names say nothing', () => {
  let state = 11;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const disguised = findAttentionSites(readOnnxGraph(disguiseModel(model, random)));
  expect(disguised.sites).toMatchObject(EXPECTED.map(({ place, kind }) => ({ kind, place })));
});

// Latents of 6×10 are halved to 3×5: sides of the map differ, and one of them is odd.
test.each([
  [8, 8],
  [6, 10],
  [5, 9],
])('at %i×%i Q, K and scale give the probabilities of the graph', async (height, width) => {
  const hiddenStates = waves(2, [2, 5, CONTEXT]);
  const probabilities = sites.map(({ probabilityTensor }) => probabilityTensor!);
  const qk = buildTapFragment(graph, sites, { mode: 'qk' });
  const outputs = await runModel(ort, appendFragment(exposeTensors(model, probabilities), qk), {
    sample: waves(1, [2, 4, height, width]),
    timestep: { dims: [1], data: BigInt64Array.of(3n) },
    encoder_hidden_states: hiddenStates,
    text_embeds: waves(4, [2, TEXT_EMBEDS]),
    time_ids: waves(5, [2, TIME_IDS]),
    [qk.classHiddenStates]: batchRow(hiddenStates, 1),
  });
  const tokens = Math.ceil(height / 2) * Math.ceil(width / 2);
  for (const { site, query, key } of qk.qk) {
    expect(outputs[query]!.dims[1]).toBe(tokens);
    const own = headMean(outputs[site.probabilityTensor!]!, 2);
    expect(largestDifference(attentionMap(outputs[query]!, outputs[key]!, site), own)).toBeLessThan(1e-6);
  }
});

test('fused operators in it are found at the same places', () => {
  const fused = findAttentionSites(readOnnxGraph(sdxlModel(multiHeadWithBias)));
  expect(fused.sites).toMatchObject(EXPECTED.map(({ place, kind }) => ({ kind, place, heads: HEADS, downscale: 2 })));
});

test('so they are where half precision, GroupNorm and SkipGroupNorm are fused as well', () => {
  const graph = readOnnxGraph(sdxlModel(multiHeadWithBias, new FusedNormBuilder(17)));
  const ops = new Set(graph.nodes.map(({ op }) => op));
  for (const op of ['GroupNorm', 'SkipGroupNorm', 'MultiHeadAttention']) expect(ops).toContain(op);
  const fused = findAttentionSites(graph);
  expect(fused.untapped).toEqual([]);
  const found = { heads: HEADS, downscale: 2, dataType: 10 };
  expect(fused.sites).toMatchObject(EXPECTED.map(({ place, kind }) => ({ kind, place, ...found })));
});
