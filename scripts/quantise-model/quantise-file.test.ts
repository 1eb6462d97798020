import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { expect, test, vi } from 'vitest';
import { readOnnxGraph } from '../../src/core/onnx/file/read-graph.ts';
import { findAttentionSites } from '../../src/core/onnx/sites/find-attention-sites.ts';
import { runModel, waves } from '../../src/core/onnx/testing/run-model.testkit.ts';
import { networksOf } from '../generate-model/model-folder.ts';
import { MODEL_SIZES } from '../generate-model/sizes.ts';
import { writeModelFile } from '../generate-model/write-model-file.ts';
import { quantiseFile } from './quantise-file.ts';

// Ten million numbers are rounded.
vi.setConfig({ testTimeout: 30_000 });

const bundled = (path: string) => new Uint8Array(readFileSync(`public/models/emoji-scenes/${path}/model.onnx`));

const unet = bundled('unet');
const quantisedUnet = quantiseFile(unet, { bits: 4, blockSize: 64 });

/** Root mean square of the difference over that of the first. */
function relativeError(expected: ArrayLike<number>, found: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference += ((expected[i] ?? 0) - (found[i] ?? 0)) ** 2;
    size += (expected[i] ?? 0) ** 2;
  }
  return Math.sqrt(difference / size);
}

// Of latents that no picture has; a picture's own lose less (44 dB with four bits).
test.each([
  [8, 0.01],
  [4, 0.15],
] as const)('a decoder of convolutions with %i bits decodes nearly the same', async (bits, most) => {
  const model = bundled('vae_decoder');
  const quantised = quantiseFile(model, { bits, blockSize: 64 });
  expect(quantised.byteLength).toBeLessThan((model.byteLength * (bits + 1)) / 16);
  const run = async (bytes: Uint8Array) => {
    const [input] = readOnnxGraph(bytes).inputs;
    const outputs = await runModel(ort, bytes, { [input!.name]: waves(1, [1, 4, 8, 8]) });
    return Object.values(outputs)[0]!.data as Float32Array;
  };
  expect(relativeError(await run(model), await run(quantised))).toBeLessThan(most);
});

test('linear layers, by MatMul and Gemm, become MatMulNBits; what is left of the file is as it was', () => {
  const [before, after] = [unet, quantisedUnet].map((bytes) => readOnnxGraph(bytes));
  const count = (op: string, graph = after!) => graph.nodes.filter((node) => node.op === op).length;
  const constants = [...before!.initialisers.values()].filter(({ dims }) => dims.length === 2).length;
  expect(count('MatMulNBits')).toBe(constants);
  expect(count('GatherBlockQuantized')).toBeGreaterThan(30);
  expect(count('Conv')).toBe(count('Conv', before));
  expect(count('Gemm')).toBe(0);
  expect([after!.inputs, after!.outputs]).toEqual([before!.inputs, before!.outputs]);
  const biases = after!.nodes.filter(({ op, inputs }) => op === 'MatMulNBits' && inputs[5]);
  expect(biases).toHaveLength(count('Gemm', before));
});

test('names of a model that the same writer made stay apart from those of its packed weights', async () => {
  const { unet: written } = networksOf(MODEL_SIZES.tiny, 'sdpa', { weights: 'fp16', compute: 'fp32', io: 'fp32' });
  const folder = mkdtempSync(join(tmpdir(), 'quantise-'));
  const path = join(folder, 'unet.onnx');
  await writeModelFile(written!, { path, seed: 1, external: false });
  const model = new Uint8Array(readFileSync(path));
  rmSync(folder, { recursive: true });
  const quantised = quantiseFile(model, { bits: 4, blockSize: 16 });
  const { nodes, initialisers } = readOnnxGraph(quantised);
  const outputs = nodes.flatMap((node) => node.outputs);
  expect(new Set([...outputs, ...initialisers.keys()]).size).toBe(outputs.length + initialisers.size);
  const feeds = {
    sample: waves(1, [1, 4, 8, 8]),
    timestep: { dims: [1], data: BigInt64Array.of(500n) },
    encoder_hidden_states: waves(2, [1, 77, 32]),
  };
  const [before, after] = [await runModel(ort, model, feeds), await runModel(ort, quantised, feeds)];
  const numbers = (run: typeof before) => run!.out_sample!.data as Float32Array;
  expect(relativeError(numbers(before), numbers(after))).toBeLessThan(0.6);
  // Twice: what was packed stays as it is.
  expect(readOnnxGraph(quantiseFile(quantised, { bits: 4, blockSize: 16 })).nodes).toHaveLength(nodes.length);
});

test("the quantised UNet's sites are those of the whole one, with keys by MatMulNBits", () => {
  const sitesOf = (model: Uint8Array) => findAttentionSites(readOnnxGraph(model)).sites;
  const [before, after] = [sitesOf(unet), sitesOf(quantisedUnet)];
  const structure = (sites: typeof before) =>
    sites.map(({ kind, place, path, heads, headDim, scale, downscale }) => ({
      ...{ kind, place, path, heads, headDim, scale, downscale },
    }));
  expect(structure(after)).toEqual(structure(before));
  for (const { kind, keyProjection } of after) {
    if (kind === 'cross') expect(keyProjection.layer.repeated?.nodes.map(({ op }) => op)).toEqual(['MatMulNBits']);
  }
});
