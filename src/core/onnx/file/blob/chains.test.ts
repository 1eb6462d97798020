import { expect, it } from 'vitest';
import { sparseBlob } from '../../testing/blob-sparse.testkit.ts';
import { OnnxBuilder } from '../../testing/onnx-builder.testkit.ts';
import { readOnnxGraphFromBlob } from './blob-graph.ts';
import type { BlobLike } from './blob-types.ts';
import { Chains, type Piece } from './chains.ts';
import { findTensorHead } from './tensor-head.ts';

/** Weights of 40 KB to 440 KB, in no order. */
function modelBytes(): Uint8Array<ArrayBuffer> {
  const b = new OnnxBuilder();
  for (let i = 0; i < 40; i++) b.weight(`weight_${i}`, [10_000 * (1 + ((i * 7) % 11))]);
  return new Uint8Array(b.model());
}

const pieceOf = (bytes: Uint8Array<ArrayBuffer>, start: number, end: number): Piece => {
  return { start, bytes: bytes.slice(start, end) };
};

it('two chains go on beside each other until one comes to where the other began', () => {
  const bytes = modelBytes();
  const seen: number[] = [];
  const chains = new Chains(bytes.byteLength, (fieldBytes) => seen.push(fieldBytes));
  const first = findTensorHead(bytes) ?? -1;
  chains.add([pieceOf(bytes, first, first + 4000)]);
  const [gap] = chains.gaps(0);
  expect(gap).toEqual({ from: 0, until: first });
  // Somewhere in the middle, where a weight begins.
  const middle = findTensorHead(bytes.subarray(bytes.byteLength / 2)) ?? -1;
  const found = bytes.byteLength / 2 + middle;
  chains.add([pieceOf(bytes, Math.floor(found) - 3000, Math.floor(found) + 3000)]);
  expect(chains.fronts()).toHaveLength(2);
  for (let rounds = 0; chains.fronts().length > 0; rounds++) {
    expect(rounds).toBeLessThan(30);
    chains.add(chains.fronts().map(({ start, end }) => pieceOf(bytes, start, Math.min(end, bytes.byteLength))));
  }
  expect(chains.gaps(first)).toEqual([]);
  expect(seen).toHaveLength(40);
});

it('what looks like a weight within the numbers of another changes nothing', async () => {
  const inner = modelBytes();
  const b = new OnnxBuilder();
  const outside = (at: number) => b.storeBytes(`outer_${at}`, { dataType: 2, dims: [inner.byteLength], bytes: inner });
  for (let at = 0; at < 12; at++) outside(at);
  b.output(b.node('Neg', ['outer_0']));
  const model = b.model();
  const far = (blob: BlobLike): BlobLike => ({
    size: blob.size,
    parallelReads: 16,
    slice: (start, end) => far(blob.slice(start, end)),
    arrayBuffer: () => blob.arrayBuffer(),
  });
  const near = await readOnnxGraphFromBlob(sparseBlob([model]));
  const read = await readOnnxGraphFromBlob(far(sparseBlob([model])));
  expect(read.tensors).toEqual(near.tensors);
  expect([...read.tensors.keys()]).toHaveLength(12);
  expect(read.graph.nodes).toEqual(near.graph.nodes);
});
