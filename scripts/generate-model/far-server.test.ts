import { createHash } from 'node:crypto';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { expect, test } from 'vitest';
import { readOnnxGraphFromBlob } from '../../src/core/onnx/file/blob/blob-graph.ts';
import { readModelLayout } from '../../src/core/onnx/file/blob/blob-layout.ts';
import type { BlobLike } from '../../src/core/onnx/file/blob/blob-types.ts';
import { ModelField } from '../../src/core/onnx/file/onnx-fields.ts';
import { sparseBlob } from '../../src/core/onnx/testing/blob-sparse.testkit.ts';
import { openHttpBlob } from '../../src/models/source/http-blob.ts';
import type { Fetch } from '../../src/models/types.ts';
import { encodeModel } from './encode-model.ts';
import { networksOf } from './model-folder.ts';
import { MODEL_SIZES } from './sizes.ts';
import { unetModel } from './unet.ts';
import { type FloatType, parameterCount } from './weight-spec.ts';

const LATENCY_MS = 200;

/** A server whose clock is counted: requests that are under way together take one round trip, those after it the next. */
function farServer(file: BlobLike, connections = Number.POSITIVE_INFINITY) {
  const seen = { roundTrips: 0, requests: 0, bytes: 0 };
  let together: (() => void)[] = [];
  const answer = () => {
    const now = together.slice(0, connections);
    together = together.slice(connections);
    if (now.length === 0) return;
    seen.roundTrips++;
    for (const respond of now) respond();
    setImmediate(answer);
  };
  const fetch: Fetch = async (_, init) => {
    const [, start = 0, last = 0] = (/(\d+)-(\d+)/.exec(new Headers(init?.headers).get('Range') ?? '') ?? []).map(
      Number,
    );
    if (together.length === 0) setImmediate(answer);
    await new Promise<void>((resolve) => together.push(resolve));
    const bytes = await file.slice(start, last + 1).arrayBuffer();
    seen.requests++;
    seen.bytes += bytes.byteLength;
    return new Response(bytes, { status: 206, headers: { 'Content-Range': `bytes ${start}-${last}/${file.size}` } });
  };
  return { fetch, seen };
}

/** By name read backwards: all biases, then weights by their kinds. Shuffled: as the names' hashes with a seed fall. */
type Order = 'as used' | 'by name' | 'by name backwards' | `shuffled, seed ${number}`;

function sortKey(order: Order, name: string, at: number): string {
  if (order === 'as used') return String(at).padStart(4, '0');
  if (order === 'by name') return name;
  if (order === 'by name backwards') return [...name].reverse().join('') + at;
  return createHash('sha256').update(`${order} ${name} ${at}`).digest('hex');
}

/** The generator's UNet without numbers: 686 weights inside the file, which end where those of an export would. */
async function fullSizeFile(weights: FloatType, order: Order, nodes: 'first' | 'between' = 'first'): Promise<BlobLike> {
  const { unet } = networksOf(MODEL_SIZES.sd15, 'sdpa', { weights, compute: 'fp32', io: 'fp32' });
  if (!unet) throw new Error('The generator wrote no UNet');
  const { structure, weights: encoded } = encodeModel(unet, null);
  const keyed = encoded.map((weight, at) => ({ weight, key: sortKey(order, unet.weights[at]?.name ?? '', at) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  const pieces = keyed.map(({ weight }) => [weight.head, weight.inlineBytes]);
  return sparseBlob(nodes === 'first' ? [structure, ...pieces.flat()] : await withNodesBetween(structure, pieces));
}

/** One graph whose nodes and other fields stand between its weights, as protobuf allows. */
async function withNodesBetween(structure: Uint8Array, weights: readonly (readonly (Uint8Array | number)[])[]) {
  // The structure ends with a graph whose weights are still to come.
  const file = sparseBlob([structure, ...weights.flat()]);
  const { modelFields, graphFields } = await readModelLayout(file);
  const perWeight = Math.ceil(graphFields.length / weights.length);
  const graph = weights.flatMap((weight, at) => [
    ...graphFields.slice(at * perWeight, (at + 1) * perWeight),
    ...weight,
  ]);
  const bytes = graph.reduce<number>((sum, piece) => sum + (typeof piece === 'number' ? piece : piece.byteLength), 0);
  const head = new BinaryWriter().tag(ModelField.graph, WireType.LengthDelimited).uint32(bytes).finish();
  return [...modelFields, head, ...graph];
}

async function scan(file: BlobLike, connections?: number) {
  const { fetch, seen } = farServer(file, connections);
  const address = 'https://far.example/unet/model.onnx';
  const found = await readOnnxGraphFromBlob(
    await openHttpBlob({ address, file: 'unet/model.onnx', bytes: file.size, fetch }),
  );
  return { found, seen };
}

test.each([
  ['fp16', 'as used', 'first'],
  ['fp16', 'by name', 'first'],
  ['fp32', 'as used', 'first'],
  ['fp16', 'by name backwards', 'first'],
  ['fp16', 'shuffled, seed 1', 'first'],
  ['fp16', 'shuffled, seed 2', 'first'],
  ['fp16', 'shuffled, seed 3', 'first'],
  ['fp16', 'shuffled, seed 4', 'between'],
] as const)(
  'a UNet of full size, %s, weights %s, nodes %s, is read in 10 s of waiting',
  { timeout: 60_000 },
  async (weights, order, nodes) => {
    const file = await fullSizeFile(weights, order, nodes);
    expect(file.size).toBeGreaterThan(1.7e9);
    const { found, seen } = await scan(file);
    const near = await readOnnxGraphFromBlob(file);
    expect(found.tensors.size).toBeGreaterThanOrEqual(686);
    expect(found.tensors).toEqual(near.tensors);
    expect(found.graph.nodes).toEqual(near.graph.nodes);
    expect(seen.roundTrips * LATENCY_MS).toBeLessThan(10_000);
    // Less than one percent of the file; where nothing tells its order, most is read in the search of places to begin at.
    expect(seen.bytes).toBeLessThan(order === 'as used' || order === 'by name' ? 16e6 : 150e6);
  },
);

test('of a UNet above 2 GB, whose weights lie beside its graph, the graph is read in fewer than 10 round trips', async () => {
  // More layers than SDXL's UNet has, at its widths.
  const shape = { ...MODEL_SIZES.sd15.unet, channels: [320, 640, 1280], layersPerBlock: 10, contextWidth: 2048 };
  const unet = unetModel(shape, 'sdpa', { weights: 'fp16', compute: 'fp32', io: 'fp32' });
  expect(2 * parameterCount(unet.weights)).toBeGreaterThan(2 ** 31);
  const { structure, weights } = encodeModel(unet, 'model.onnx_data');
  const { found, seen } = await scan(sparseBlob([structure, ...weights.map(({ head }) => head)]));
  expect(found.sideFiles).toEqual(['model.onnx_data']);
  expect(found.tensors.size).toBeGreaterThan(1_500);
  expect(seen.roundTrips).toBeLessThan(10);
});

test('over six connections, as browsers have with HTTP/1.1, it waits less often than once a weight', async () => {
  const { seen } = await scan(await fullSizeFile('fp16', 'as used'), 6);
  expect(seen.roundTrips).toBeLessThan(120);
});
