import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BlobGraph } from '../../core/onnx/file/blob/blob-graph.ts';
import { hashFiles } from './hash-files.ts';
import type { NetworkFiles } from './model-package.ts';

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');
const GRAPH = new TextEncoder().encode('the graph that all fine-tunes share');
const weights = (change = 0, length = 1000) => Uint8Array.from({ length }, (_, i) => (i * 7 + change) & 255);

const unetWith = (...sides: Uint8Array<ArrayBuffer>[]): NetworkFiles => ({
  path: 'unet/model.onnx',
  graph: {} as BlobGraph,
  blob: new Blob([GRAPH]),
  sideFiles: sides.map((data, i) => ({ path: `./part-${i}.bin`, data: new Blob([data]) })),
});
const layout = {
  kind: 'diffusers',
  networks: { unet: 'unet/model.onnx' },
  configs: {},
  choices: [],
  missing: [],
} as const;
/** @param listed SHA-256 by path, of a source that says them */
const unetHash = async (unet: NetworkFiles, listed: Record<string, string> = {}, wholeBytes?: number) => {
  const files = Object.entries(listed).map(([path, hash]) => ({ path, bytes: null, sha256: hash }));
  return (await hashFiles({ files, layout }, unet, [unet], wholeBytes)).unet;
};

describe('the hash of a UNet', () => {
  it('is that of its file where all of it is in there', async () => {
    expect(await unetHash(unetWith())).toBe(sha256(GRAPH));
    expect(await unetHash(unetWith(), { 'unet/model.onnx': 'ab'.repeat(32) })).toBe('ab'.repeat(32));
  });

  it('covers weights that lie beside the graph: two fine-tunes never share it', async () => {
    const [one, other] = [await unetHash(unetWith(weights(1))), await unetHash(unetWith(weights(2)))];
    expect(one).not.toBe(other);
    const lines = `unet/model.onnx ${sha256(GRAPH)}\nunet/part-0.bin ${sha256(weights(1))}\n`;
    expect(one).toBe(sha256(lines));
    expect(await unetHash(unetWith(weights(1), weights(2)))).not.toBe(await unetHash(unetWith(weights(1))));
  });

  it('takes what the listing says, of the graph and of the weights', async () => {
    const listed = { 'unet/model.onnx': 'aa'.repeat(32), 'unet/part-0.bin': 'bb'.repeat(32) };
    const lines = Object.entries(listed).map(([path, hash]) => `${path} ${hash}\n`);
    expect(await unetHash(unetWith(weights()), listed)).toBe(sha256(lines.join('')));
  });

  it('of a file too large to be read at each visit is made of its size and of samples, and says so', async () => {
    const large = 200_000;
    const of = (bytes: Uint8Array<ArrayBuffer>) => unetHash({ ...unetWith(), blob: new Blob([bytes]) }, {}, 1000);
    const one = await of(weights(1, large));
    expect(one).toMatch(/^sampled-[0-9a-f]{64}$/);
    expect(await of(weights(1, large))).toBe(one);
    expect(await of(weights(2, large))).not.toBe(one);
    expect(await of(weights(1, large + 256))).not.toBe(one);
    expect(await unetHash(unetWith(weights(1, large)), {}, 1000)).toMatch(/^sampled-[0-9a-f]{64}$/);
  });
});
