import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { readOnnxGraph } from '../file/read-graph.ts';
import { sitesToCheck } from '../taps/check-taps.ts';
import { appendFragment, buildTapFragment } from '../taps/tap-fragment.ts';
import { CHANNELS, HEADS } from '../testing/attention-models.testkit.ts';
import { QUANTISED_STYLES, QUANTISED_UNETS } from '../testing/quantised-styles.testkit.ts';
import {
  attentionMap,
  batchRow,
  exposeTensors,
  headMean,
  largestDifference,
  type Numbers,
  runModel,
  sameRows,
  waves,
} from '../testing/run-model.testkit.ts';
import { TEXT_EMBEDS, TIME_IDS } from '../testing/unet-models.testkit.ts';
import { findAttentionSites } from './find-attention-sites.ts';

const POSITIONS = 5;
const hiddenStates = sameRows(waves(2, [1, POSITIONS, 6]), 2);
const classPrompt = batchRow(hiddenStates, 1);
const allPositions = { dims: [POSITIONS], data: new Float32Array(POSITIONS) };
const layerFeeds = { sample: waves(1, [2, CHANNELS, 4, 4]), encoder_hidden_states: hiddenStates };
const unetFeeds = {
  sample: waves(1, [2, 4, 8, 8]),
  timestep: { dims: [1], data: BigInt64Array.of(3n) },
  encoder_hidden_states: hiddenStates,
  text_embeds: waves(4, [2, TEXT_EMBEDS]),
  time_ids: waves(5, [2, TIME_IDS]),
};

// The build that the studio uses: what it has no kernel for fails here.
beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

const LAYERS = QUANTISED_STYLES.map((style) => ({ ...style, feeds: layerFeeds as Record<string, Numbers>, count: 1 }));
const UNETS = QUANTISED_UNETS.map((style) => ({ ...style, feeds: unetFeeds as Record<string, Numbers>, count: 6 }));

describe.each([...LAYERS, ...UNETS])('$name', ({ build, reference, tolerance, feeds, count }) => {
  const model = build();
  const graph = readOnnxGraph(model);
  const { sites, untapped } = findAttentionSites(graph);

  test('all sites are found with heads and scale', () => {
    expect(untapped).toEqual([]);
    const pairs = Array.from({ length: count }, () => [{ kind: 'self' }, { kind: 'cross' }]).flat();
    const dataType = 1;
    expect(sites).toMatchObject(pairs.map(({ kind }) => ({ kind, heads: HEADS, headDim: CHANNELS / HEADS, dataType })));
    for (const { scale } of sites) expect(scale).toBeCloseTo((CHANNELS / HEADS) ** -0.5, 6);
  });

  test('Q, K and maps give the probabilities of the same rounded weights written out', async () => {
    const written = reference!();
    const probabilities = findAttentionSites(readOnnxGraph(written)).sites.map((site) => site.probabilityTensor!);
    const expected = await runModel(ort, exposeTensors(written, probabilities), feeds);
    const own = probabilities.map((tensor) => headMean(expected[tensor]!, 2));

    const qk = buildTapFragment(graph, sites, { mode: 'qk' });
    const fromQk = await runModel(ort, appendFragment(model, qk), { ...feeds, [qk.classHiddenStates]: classPrompt });
    qk.qk.forEach(({ site, query, key }, i) => {
      expect(largestDifference(attentionMap(fromQk[query]!, fromQk[key]!, site), own[i]!)).toBeLessThan(tolerance);
    });
    expect(fromQk.out_sample!.data).toEqual((await runModel(ort, model, feeds)).out_sample!.data);

    const maps = buildTapFragment(graph, sites, { mode: 'maps' });
    const fromMaps = await runModel(ort, appendFragment(model, maps), {
      ...feeds,
      [maps.classHiddenStates]: classPrompt,
      [maps.classTokenBias!]: allPositions,
    });
    for (const { kind, output, siteCount } of maps.maps) {
      const mine = own.filter((_, i) => sites[i]?.kind === kind);
      const sum = mine[0]!.map((_, at) => mine.reduce((total, map) => total + map[at]!, 0));
      // The model's own rounded scores count where it shows its probabilities.
      const allowed = sites.some((site) => site.hasRoundedScores) && kind === 'self' ? 5e-3 : tolerance;
      expect(largestDifference(fromMaps[output]!.data, sum)).toBeLessThan(allowed * siteCount);
    }
  });
});

test('where scores are rounded, probabilities are no measure of Q and K', () => {
  const checked = (name: string) => {
    const { build } = QUANTISED_STYLES.find((style) => style.name === name)!;
    return sitesToCheck(findAttentionSites(readOnnxGraph(build())).sites).length;
  };
  expect(checked('MatMulNBits, 4 bits')).toBe(2);
  expect(checked('QDQ, activations too')).toBe(0);
  expect(checked('dynamic, scores too')).toBe(0);
});

test('the class prompt is quantised once for all layers that read it', () => {
  const { build } = UNETS.find(({ name }) => name.includes('dynamic'))!;
  const graph = readOnnxGraph(build());
  const { bytes } = buildTapFragment(graph, findAttentionSites(graph).sites, { mode: 'qk' });
  const text = new TextDecoder('latin1').decode(bytes);
  expect(new Set(text.match(/attention_tap\/DynamicQuantizeLinear_\d+_0/g)).size).toBe(1);
});
