import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { readOnnxGraph } from '../file/read-graph.ts';
import { findAttentionSites } from '../sites/find-attention-sites.ts';
import { type NodeRun, nodeRuns } from '../testing/live-bytes.testkit.ts';
import { batchRow, waves } from '../testing/run-model.testkit.ts';
import type { AttentionSite } from '../types.ts';
import { appendFragment, buildTapFragment } from './tap-fragment.ts';

const model = new Uint8Array(readFileSync('public/models/emoji-scenes/unet/model.onnx'));
const graph = readOnnxGraph(model);
const { sites } = findAttentionSites(graph);
const POSITIONS = 32;
const SIDE = 64;
const hiddenStates = waves(2, [2, POSITIONS, 128]);
const feeds = {
  sample: waves(1, [2, 4, SIDE, SIDE]),
  timestep: { dims: [1], data: BigInt64Array.of(500n) },
  encoder_hidden_states: hiddenStates,
};

async function tappedRuns(tapped: readonly AttentionSite[]): Promise<NodeRun[]> {
  const fragment = buildTapFragment(graph, tapped, { mode: 'maps' });
  return nodeRuns(ort, appendFragment(model, fragment), {
    ...feeds,
    [fragment.classHiddenStates]: batchRow(hiddenStates, 1),
    [fragment.classTokenBias!]: { dims: [POSITIONS], data: new Float32Array(POSITIONS) },
  });
}

const peak = (runs: readonly NodeRun[], of: 'liveBytes' | 'tapBytes') => Math.max(...runs.map((run) => run[of]));
const mapBytes = ({ downscale }: AttentionSite) => 4 * (SIDE / downscale) ** 4;

describe('memory of map taps', { timeout: 60_000 }, () => {
  test('each self map is taken as soon as its site has run, and all of them cost a few maps', async () => {
    const [plain, tapped] = [await nodeRuns(ort, model, feeds), await tappedRuns(sites)];
    const softmaxes = tapped.flatMap(({ name }, at) => (/attn1.*Softmax/.test(name) ? [at] : []));
    const means = tapped.flatMap(({ name }, at) => (/attention_tap.(ReduceMean|Squeeze)/.test(name) ? [at] : []));
    expect(softmaxes).toHaveLength(8);
    softmaxes.forEach((at, place) => {
      const next = softmaxes[place + 1] ?? tapped.length;
      expect(means.some((mean) => at < mean && mean < next)).toBe(true);
    });
    // One sum a self side; beside it, of one site at a time, the means of both halves of the batch and the half cut out.
    const self = sites.filter(({ kind }) => kind === 'self');
    const sums = [...new Map(self.map((site) => [site.downscale, mapBytes(site)])).values()];
    const allowed = sums.reduce((total, bytes) => total + bytes, 0) + 3 * Math.max(...sums);
    expect(peak(tapped, 'tapBytes')).toBeLessThan(allowed);
    // A single head kept to the end would add its probabilities for both halves at every site.
    expect(peak(tapped, 'liveBytes')).toBeLessThan(peak(plain, 'liveBytes') + allowed);
  });

  test('maps that the graph has no probabilities for are computed head by head', async () => {
    const [self] = sites.filter(({ kind, heads, downscale }) => kind === 'self' && heads === 4 && downscale === 2);
    const [cross] = sites.filter(({ kind, downscale }) => kind === 'cross' && downscale === 4);
    if (!self || !cross) throw new Error('The bundled UNet has other sites than this test was written for');
    const tapped = await tappedRuns([{ ...self, probabilityTensor: null }, cross]);
    // Sum, scores and probabilities; 4 heads at once would take twice 4 maps.
    expect(peak(tapped, 'tapBytes')).toBeLessThan(4 * mapBytes(self));
  });
});
