import { expect, test } from 'vitest';
import { readOnnxGraphFromBlob } from '../../src/core/onnx/file/blob/blob-graph.ts';
import type { BlobLike } from '../../src/core/onnx/file/blob/blob-types.ts';
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

type Order = 'as used' | 'by name' | 'in no order';

/** The generator's UNet without numbers: 686 weights inside the file, which end where those of an export would. */
function fullSizeFile(weights: FloatType, order: Order): BlobLike {
  const { unet } = networksOf(MODEL_SIZES.sd15, 'sdpa', { weights, compute: 'fp32', io: 'fp32' });
  if (!unet) throw new Error('The generator wrote no UNet');
  const { structure, weights: encoded } = encodeModel(unet, null);
  const key = (name: string, at: number) =>
    ({ 'as used': String(at).padStart(4), 'by name': name, 'in no order': [...name].reverse().join('') + at })[order];
  const keyed = encoded.map((weight, at) => ({ weight, key: key(unet.weights[at]?.name ?? '', at) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return sparseBlob([structure, ...keyed.flatMap(({ weight }) => [weight.head, weight.inlineBytes])]);
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
  ['fp16', 'as used', 50],
  ['fp16', 'by name', 50],
  ['fp32', 'as used', 50],
  // Nothing can be guessed but which sizes there are: a file of the same contents is read, in fewer turns than weights.
  ['fp16', 'in no order', 250],
] as const)(
  'a UNet of full size, %s, weights %s, is read in fewer than %i round trips',
  async (weights, order, most) => {
    const file = fullSizeFile(weights, order);
    expect(file.size).toBeGreaterThan(1.7e9);
    const { found, seen } = await scan(file);
    const near = await readOnnxGraphFromBlob(file);
    expect(found.tensors.size).toBeGreaterThanOrEqual(686);
    expect(found.tensors).toEqual(near.tensors);
    expect(found.graph.nodes).toEqual(near.graph.nodes);
    expect(seen.roundTrips).toBeLessThan(most);
    if (order === 'in no order') return;
    expect(seen.roundTrips * LATENCY_MS).toBeLessThan(10_000);
    // Less than one percent of the file.
    expect(seen.bytes).toBeLessThan(16e6);
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
  const { seen } = await scan(fullSizeFile('fp16', 'as used'), 6);
  expect(seen.roundTrips).toBeLessThan(120);
});
