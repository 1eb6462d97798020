import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { readOnnxGraph } from '../file/read-graph.ts';
import { appendFragment, buildTapFragment } from '../taps/tap-fragment.ts';
import { CHANNELS, HEADS } from '../testing/attention-models.testkit.ts';
import { REFERENCED_STYLES } from '../testing/export-styles.testkit.ts';
import {
  attentionMap,
  batchRow,
  exposeTensors,
  headMean,
  largestDifference,
  runModel,
  waves,
} from '../testing/run-model.testkit.ts';
import { writeOutPacked } from '../testing/write-out-packed.testkit.ts';
import { findAttentionSites } from './find-attention-sites.ts';

const POSITIONS = 5;
const hiddenStates = waves(2, [2, POSITIONS, 6]);
const feeds = { sample: waves(1, [2, CHANNELS, 4, 4]), encoder_hidden_states: hiddenStates };
const classPrompt = batchRow(hiddenStates, 1);
const allPositions = { dims: [POSITIONS], data: new Float32Array(POSITIONS) };

describe.each(REFERENCED_STYLES)('$name', ({ build, reference, tolerance }) => {
  const model = build();
  const graph = readOnnxGraph(model);
  const { sites, untapped } = findAttentionSites(graph);

  test('one self and one cross site with heads, scale and level', () => {
    expect(untapped).toEqual([]);
    expect(sites).toMatchObject([
      { index: 0, kind: 'self', heads: HEADS, headDim: CHANNELS / HEADS, downscale: 1 },
      { index: 1, kind: 'cross', heads: HEADS, headDim: CHANNELS / HEADS, downscale: 1 },
    ]);
    for (const { scale } of sites) expect(scale).toBeCloseTo((CHANNELS / HEADS) ** -0.5, 6);
  });

  test('Q, K and maps give the probabilities of the same attention written out', async () => {
    const written = reference!();
    const probabilities = findAttentionSites(readOnnxGraph(written)).sites.map((site) => site.probabilityTensor!);
    const expected = await runModel(ort, exposeTensors(written, probabilities), feeds);
    const own = probabilities.map((tensor) => headMean(expected[tensor]!, 2));

    const qk = buildTapFragment(graph, sites, { mode: 'qk' });
    const runnable = writeOutPacked(model);
    const fromQk = await runModel(ort, appendFragment(runnable, qk), { ...feeds, [qk.classHiddenStates]: classPrompt });
    expect(largestDifference(fromQk.out_sample!.data, expected.out_sample!.data)).toBeLessThan(tolerance);
    qk.qk.forEach(({ site, query, key }, i) => {
      expect(largestDifference(attentionMap(fromQk[query]!, fromQk[key]!, site), own[i]!)).toBeLessThan(tolerance);
    });

    const maps = buildTapFragment(graph, sites, { mode: 'maps' });
    const fromMaps = await runModel(ort, appendFragment(runnable, maps), {
      ...feeds,
      [maps.classHiddenStates]: classPrompt,
      [maps.classTokenBias!]: allPositions,
    });
    for (const { kind, output } of maps.maps) {
      expect(largestDifference(fromMaps[output]!.data, own[kind === 'self' ? 0 : 1]!)).toBeLessThan(tolerance);
    }
  });
});
