import * as ort from 'onnxruntime-node';
import { readOnnxGraph } from '../src/core/onnx/file/read-graph.ts';
import { findAttentionSites } from '../src/core/onnx/sites/find-attention-sites.ts';
import { appendFragment, buildTapFragment } from '../src/core/onnx/taps/tap-fragment.ts';
import { ATTENTION_STYLES, CHANNELS } from '../src/core/onnx/testing/attention-models.testkit.ts';
import { type ExportStyle, OPEN_STYLES, REFERENCED_STYLES } from '../src/core/onnx/testing/export-styles.testkit.ts';
import { FusedNormBuilder } from '../src/core/onnx/testing/fused-norm.testkit.ts';
import { multiHeadWithBias } from '../src/core/onnx/testing/packed-models.testkit.ts';
import { QUANTISED_STYLES, QUANTISED_UNETS } from '../src/core/onnx/testing/quantised-styles.testkit.ts';
import {
  batchRow,
  exposeTensors,
  headMean,
  largestDifference,
  type Numbers,
  runModel,
  sameRows,
  waves,
} from '../src/core/onnx/testing/run-model.testkit.ts';
import { sdxlModel, TEXT_EMBEDS, TIME_IDS } from '../src/core/onnx/testing/unet-models.testkit.ts';
import { writeOutPacked } from '../src/core/onnx/testing/write-out-packed.testkit.ts';
import type { AttentionSite, QkTap } from '../src/core/onnx/types.ts';
import { accumulateAttentionCpu } from '../src/gpu/kernels/attention-accumulate/attention-accumulate.cpu.ts';

/** What a run of one export style showed. */
export interface StyleMeasurement {
  readonly style: string;
  readonly self: number;
  readonly cross: number;
  readonly untapped: number;
  readonly heads: string;
  readonly scale: number;
  /** How Q and K are had. */
  readonly source: string;
  /** How K of a class prompt is made. */
  readonly classKey: string;
  /** Largest absolute difference between our maps and the probabilities that they are compared with. */
  readonly selfError: number;
  readonly crossError: number;
  readonly tolerance: number;
  readonly comparedWith: string;
}

interface Case extends ExportStyle {
  readonly feeds: Readonly<Record<string, Numbers>>;
}

const POSITIONS = 5;
const hiddenStates = waves(2, [2, POSITIONS, 6]);
const layerFeeds = { sample: waves(1, [2, CHANNELS, 4, 4]), encoder_hidden_states: hiddenStates };

const unetFeeds = (height: number, width: number) => ({
  sample: waves(1, [2, 4, height, width]),
  timestep: { dims: [1], data: BigInt64Array.of(3n) },
  encoder_hidden_states: hiddenStates,
  text_embeds: waves(4, [2, TEXT_EMBEDS]),
  time_ids: waves(5, [2, TIME_IDS]),
});

/** Layers that round by the range of all rows round the class prompt like a batch of two prompts that are alike. */
const alike = sameRows(batchRow(hiddenStates, 1), 2);
const biased = ATTENTION_STYLES['projections with a bias'] as NonNullable<(typeof ATTENTION_STYLES)[string]>;
const writtenUnet = () => sdxlModel(biased);
const fusedUnet = () => sdxlModel(multiHeadWithBias);
/** What ONNX Runtime's optimiser makes of an fp16 UNet, with GroupNorm in one operator. */
const fusedNorms = {
  name: 'SDXL-shaped UNet, fp16, GroupNorm and MultiHeadAttention fused',
  build: () => sdxlModel(multiHeadWithBias, new FusedNormBuilder(17)),
  reference: () => writeOutPacked(sdxlModel(biased, new FusedNormBuilder(17))),
  tolerance: 2e-3,
  feeds: unetFeeds(8, 8),
};
const unet = { tolerance: 1e-6, feeds: unetFeeds(8, 8) };
const CASES: readonly Case[] = [
  ...[...OPEN_STYLES, ...REFERENCED_STYLES].map((style) => ({ ...style, feeds: layerFeeds })),
  ...QUANTISED_STYLES.map((style) => ({ ...style, feeds: { ...layerFeeds, encoder_hidden_states: alike } })),
  ...QUANTISED_UNETS.map((style) => ({ ...style, feeds: { ...unetFeeds(8, 8), encoder_hidden_states: alike } })),
  fusedNorms,
  { ...unet, name: 'SDXL-shaped UNet', build: writtenUnet, reference: null },
  { ...unet, name: 'SDXL-shaped UNet, latents 6×10', build: writtenUnet, reference: null, feeds: unetFeeds(6, 10) },
  { ...unet, name: 'SDXL-shaped UNet, MultiHeadAttention with bias', build: fusedUnet, reference: writtenUnet },
];

/** Builds, searches and runs one tiny model of every export style on the CPU. */
export async function measureExportStyles(): Promise<StyleMeasurement[]> {
  const measured: StyleMeasurement[] = [];
  for (const one of CASES) measured.push(await measure(one));
  return measured;
}

async function measure({ name, build, reference, tolerance, feeds }: Case): Promise<StyleMeasurement> {
  const model = build();
  const graph = readOnnxGraph(model);
  const { sites, untapped } = findAttentionSites(graph);
  const own = await ownProbabilities(reference?.() ?? model, feeds);
  const qk = buildTapFragment(graph, sites, { mode: 'qk' });
  const runnable = writeOutPacked(model);
  const outputs = await runModel(ort, appendFragment(runnable, qk), {
    ...feeds,
    // The class prompt is the prompt, so K that we make for it must give the graph's own cross-attention.
    [qk.classHiddenStates]: batchRow(hiddenStates, 1),
  });
  const errorOf = (kind: AttentionSite['kind']) =>
    Math.max(
      ...qk.qk.map((tap, i) =>
        tap.site.kind === kind ? largestDifference(mapOf(tap, outputs), own[i] as Float64Array) : 0,
      ),
    );
  const distinct = (describe: (site: AttentionSite) => string) => [...new Set(sites.map(describe))].join('; ');
  const asWritten = runnable === model ? '' : ', the operator run written out (no CPU kernel)';
  return {
    style: name,
    self: sites.filter(({ kind }) => kind === 'self').length,
    cross: sites.filter(({ kind }) => kind === 'cross').length,
    untapped: untapped.length,
    heads: distinct(({ heads, headDim }) => `${heads} × ${headDim}`),
    scale: sites[0]?.scale ?? Number.NaN,
    source: distinct(describeSource),
    classKey: [...new Set(sites.filter(({ kind }) => kind === 'cross').map(describeClassKey))].join('; '),
    selfError: errorOf('self'),
    crossError: errorOf('cross'),
    tolerance,
    comparedWith: `${reference ? 'the same weights written out' : 'its own probabilities'}${asWritten}`,
  };
}

async function ownProbabilities(model: Uint8Array, feeds: Case['feeds']): Promise<Float64Array[]> {
  const { sites } = findAttentionSites(readOnnxGraph(model));
  const names = sites.map(({ probabilityTensor }) => probabilityTensor ?? '');
  const outputs = await runModel(ort, exposeTensors(model, names), feeds);
  return names.map((name) => headMean(outputs[name] as Numbers, 2));
}

/** The map of the conditional half by the twin of the GPU kernel. */
function mapOf({ site, query, key }: QkTap, outputs: Readonly<Record<string, Numbers>>): Float32Array {
  const { heads, headDim, scale } = site;
  const last = (name: string) => {
    const numbers = outputs[name] as Numbers;
    return Float32Array.from(batchRow(numbers, (numbers.dims[0] ?? 1) - 1).data, Number);
  };
  const [q, k] = [last(query), last(key)];
  const [queries, keys] = [q.length / heads / headDim, k.length / heads / headDim];
  const out = new Float32Array(queries * keys);
  const sizes = { queries, keys, heads, headDim, scale, weight: 1 };
  accumulateAttentionCpu({ q, qOffset: 0, k, kOffset: 0, ...sizes, keyBias: null, out });
  return out;
}

/** How Q and K of the picture are had. */
function describeSource({ kind, query, key }: AttentionSite): string {
  const { layer, channels, flat, addedBias } = kind === 'self' ? key : query;
  const source = layer ? 'projected anew' : channels || flat ? 'cut out of a tensor' : 'tensors of the graph';
  return `${source}${addedBias ? ', bias added' : ''}`;
}

/** What the class prompt is multiplied with. */
function describeClassKey({ keyProjection: { layer, channels, addedBias } }: AttentionSite): string {
  if (layer.repeated) return `the layer's operators${channels ? ', a part of what they make' : ''}`;
  const bias = layer.bias || addedBias ? ' and bias' : '';
  return `${channels ? 'part of the weight' : 'weight'}${bias}`;
}
