import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { readOnnxGraph } from '../file/read-graph.ts';
import { appendFragment, buildTapFragment } from '../taps/tap-fragment.ts';
import {
  ATTENTION_STYLES,
  attentionModel,
  CHANNELS,
  FUSED_MODELS,
  HEADS,
  halfPrecisionStyle,
  headsInnermostStyle,
} from '../testing/attention-models.testkit.ts';
import { OnnxBuilder } from '../testing/onnx-builder.testkit.ts';
import {
  attentionMap,
  batchRow,
  exposeTensors,
  headMean,
  largestDifference,
  runModel,
  waves,
} from '../testing/run-model.testkit.ts';
import { SCORE_STYLES } from '../testing/score-models.testkit.ts';
import { findAttentionSites } from './find-attention-sites.ts';

const POSITIONS = 5;
const sample = waves(1, [2, CHANNELS, 4, 4]);
const hiddenStates = waves(2, [2, POSITIONS, 6]);
const feeds = { sample, encoder_hidden_states: hiddenStates };
const onlyPositions1And3 = { dims: [POSITIONS], data: Float32Array.of(-1e4, 0, -1e4, 0, -1e4) };

describe.each(Object.entries({ ...ATTENTION_STYLES, ...SCORE_STYLES }))('%s', (_, style) => {
  const model = attentionModel(style);
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

  test('Q, K and scale give the probabilities of the graph itself', async () => {
    const fragment = buildTapFragment(graph, sites, { mode: 'qk' });
    const open = exposeTensors(
      model,
      sites.map(({ probabilityTensor }) => probabilityTensor!),
    );
    const classPrompt = { [fragment.classHiddenStates]: batchRow(hiddenStates, 1) };
    const outputs = await runModel(ort, appendFragment(open, fragment), { ...feeds, ...classPrompt });
    fragment.qk.forEach(({ site, query, key }) => {
      const own = headMean(outputs[site.probabilityTensor!]!, 2);
      expect(largestDifference(attentionMap(outputs[query]!, outputs[key]!, site), own)).toBeLessThan(1e-6);
    });
  });

  test('maps are the means over heads of the conditional half, and the output stays', async () => {
    const qk = buildTapFragment(graph, sites, { mode: 'qk' });
    const maps = buildTapFragment(graph, sites, { mode: 'maps' });
    const classPrompt = waves(3, [1, POSITIONS, 6]);
    const fromQk = await runModel(ort, appendFragment(model, qk), { ...feeds, [qk.classHiddenStates]: classPrompt });
    const fromMaps = await runModel(ort, appendFragment(model, maps), {
      ...feeds,
      [maps.classHiddenStates]: classPrompt,
      [maps.classTokenBias!]: onlyPositions1And3,
    });
    expect(fromMaps.out_sample!.data).toEqual((await runModel(ort, model, feeds)).out_sample!.data);
    expect(maps.maps.map(({ kind, softmax }) => `${kind} ${softmax}`)).toEqual([
      'self all',
      'cross all',
      'cross classes',
    ]);
    for (const { kind, softmax, output } of maps.maps) {
      const { site, query, key } = qk.qk.find((tap) => tap.site.kind === kind)!;
      const bias = softmax === 'classes' ? onlyPositions1And3.data : null;
      const expected = attentionMap(fromQk[query]!, fromQk[key]!, site, bias);
      expect(fromMaps[output]!.data).toBeInstanceOf(Float32Array);
      expect(largestDifference(fromMaps[output]!.data as Float32Array, expected)).toBeLessThan(1e-6);
    }
  });
});

test.each(Object.entries(FUSED_MODELS))('%s gives the maps of the same attention written out', async (_, build) => {
  const run = async (model: Uint8Array) => {
    const graph = readOnnxGraph(model);
    const { sites, untapped } = findAttentionSites(graph);
    expect(untapped).toEqual([]);
    expect(sites).toMatchObject([
      { kind: 'self', heads: HEADS },
      { kind: 'cross', heads: HEADS },
    ]);
    const fragment = buildTapFragment(graph, sites, { mode: 'maps' });
    const taps = {
      [fragment.classHiddenStates]: waves(3, [1, POSITIONS, 6]),
      [fragment.classTokenBias!]: onlyPositions1And3,
    };
    const outputs = await runModel(ort, appendFragment(model, fragment), { ...feeds, ...taps });
    return [outputs.out_sample!, ...fragment.maps.map(({ output }) => outputs[output]!)];
  };
  const fused = await run(build());
  const writtenOut = await run(attentionModel(ATTENTION_STYLES['scale on Q']!));
  fused.forEach(({ data }, i) => {
    expect(largestDifference(data, writtenOut[i]!.data)).toBeLessThan(1e-5);
  });
});

test('half precision: taps take the prompt as it is and give maps in fp32', async () => {
  const model = attentionModel(halfPrecisionStyle);
  const graph = readOnnxGraph(model);
  const { sites } = findAttentionSites(graph);
  expect(sites.map(({ dataType, probabilityDataType }) => [dataType, probabilityDataType])).toEqual([
    [10, 10],
    [10, 10],
  ]);
  const maps = buildTapFragment(graph, sites, { mode: 'maps' });
  const tapped = appendFragment(model, maps);
  const qk = buildTapFragment(readOnnxGraph(tapped), sites, { mode: 'qk' });
  const outputs = await runModel(ort, appendFragment(tapped, qk), {
    ...feeds,
    [qk.classHiddenStates]: batchRow(hiddenStates, 1),
    [maps.classHiddenStates]: batchRow(hiddenStates, 1),
    [maps.classTokenBias!]: onlyPositions1And3,
  });
  for (const { kind, softmax, output } of maps.maps) {
    const { site, query, key } = qk.qk.find((tap) => tap.site.kind === kind)!;
    const bias = softmax === 'classes' ? onlyPositions1And3.data : null;
    expect(outputs[output]!.data).toBeInstanceOf(Float32Array);
    // The graph's own softmax has eleven bits, and its scores lie below 2.
    const expected = attentionMap(outputs[query]!, outputs[key]!, site, bias);
    expect(largestDifference(outputs[output]!.data, expected)).toBeLessThan(2e-3);
  }
});

test('self maps without a probability tensor are computed from Q and K', async () => {
  const model = attentionModel(ATTENTION_STYLES['projections by Gemm']!);
  const graph = readOnnxGraph(model);
  const { sites } = findAttentionSites(graph);
  const withoutTensor = sites.map((site) => ({ ...site, probabilityTensor: null }));
  const run = async (tappedSites: typeof sites) => {
    const fragment = buildTapFragment(graph, tappedSites, { mode: 'maps' });
    const taps = {
      [fragment.classHiddenStates]: waves(3, [1, POSITIONS, 6]),
      [fragment.classTokenBias!]: onlyPositions1And3,
    };
    const outputs = await runModel(ort, appendFragment(model, fragment), { ...feeds, ...taps });
    return outputs[fragment.maps[0]!.output]!.data as Float32Array;
  };
  expect(largestDifference(await run(withoutTensor), await run(sites))).toBeLessThan(1e-6);
});

test.each(['projections by Gemm', 'half precision'] as const)(
  '%s: Q and K of self maps without a probability tensor come out where they are asked for, in fp32',
  async (style) => {
    const isHalf = style === 'half precision';
    const model = attentionModel(isHalf ? halfPrecisionStyle : ATTENTION_STYLES[style]!);
    const graph = readOnnxGraph(model);
    const hidden = findAttentionSites(graph).sites.map((site) => ({ ...site, probabilityTensor: null }));
    const run = async (hiddenMaps: 'in-graph' | 'from-qk') => {
      const fragment = buildTapFragment(graph, hidden, { mode: 'maps', hiddenMaps });
      const taps = {
        [fragment.classHiddenStates]: batchRow(hiddenStates, 1),
        [fragment.classTokenBias!]: onlyPositions1And3,
      };
      return { fragment, outputs: await runModel(ort, appendFragment(model, fragment), { ...feeds, ...taps }) };
    };
    const [inGraph, fromQk] = [await run('in-graph'), await run('from-qk')];
    expect(fromQk.fragment.maps.map(({ kind }) => kind)).toEqual(['cross', 'cross']);
    const [tap] = fromQk.fragment.qk;
    const [query, key] = [fromQk.outputs[tap!.query]!, fromQk.outputs[tap!.key]!];
    expect([query, key].map(({ dims, data }) => [dims[0], data instanceof Float32Array])).toEqual([
      [1, true],
      [1, true],
    ]);
    const self = inGraph.fragment.maps.find(({ kind }) => kind === 'self')!;
    const map = attentionMap(query, key, tap!.site, null);
    expect(largestDifference(inGraph.outputs[self.output]!.data, map)).toBeLessThan(1e-6);
  },
);

test.each([11, 13, 18])('maps run at operator set %i', async (opset) => {
  const model = attentionModel(ATTENTION_STYLES['scale on Q']!, opset);
  const graph = readOnnxGraph(model);
  const fragment = buildTapFragment(graph, findAttentionSites(graph).sites, { mode: 'maps' });
  const taps = {
    [fragment.classHiddenStates]: batchRow(hiddenStates, 1),
    [fragment.classTokenBias!]: onlyPositions1And3,
  };
  const outputs = await runModel(ort, appendFragment(model, fragment), { ...feeds, ...taps });
  expect(outputs[fragment.maps[0]!.output]!.dims).toEqual([16, 16]);
});

test('names that the file already uses are avoided', () => {
  const model = attentionModel(ATTENTION_STYLES['scale on Q']!);
  const graph = readOnnxGraph(model);
  const { sites } = findAttentionSites(graph);
  const once = buildTapFragment(graph, sites, { mode: 'qk' });
  const again = buildTapFragment(readOnnxGraph(appendFragment(model, once)), sites, { mode: 'qk' });
  expect(again.classHiddenStates).not.toBe(once.classHiddenStates);
});

test('heads that are not outermost in the channels are refused with a reason', () => {
  const search = () => findAttentionSites(readOnnxGraph(attentionModel(headsInnermostStyle)));
  expect(search).toThrow(/2 Softmax, 10 MatMul.*2 cannot be tapped/s);
});

test('a graph without attention says what was searched and found', () => {
  const b = new OnnxBuilder();
  b.input({ name: 'sample', dataType: 1, shape: [1, 4, 8, 8] });
  b.output(b.node('Softmax', ['sample'], { axis: -1 }));
  expect(() => findAttentionSites(readOnnxGraph(b.model()))).toThrow(/1 nodes with 1 Softmax, 0 MatMul/);
});

test('without an input for the prompt there are no class maps to tap', () => {
  const model = attentionModel(ATTENTION_STYLES['scale on Q']!);
  const graph = readOnnxGraph(model);
  const self = findAttentionSites(graph).sites.filter(({ kind }) => kind === 'self');
  expect(() => buildTapFragment(graph, self, { mode: 'maps' })).toThrow(/0 cross-attention sites/);
});
