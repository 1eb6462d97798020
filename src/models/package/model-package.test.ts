import { readFileSync } from 'node:fs';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import * as ort from 'onnxruntime-node';
import * as ortWeb from 'onnxruntime-web/wasm';
import { describe, expect, it } from 'vitest';
import { FragmentWriter } from '../../core/onnx/file/fragment-writer.ts';
import { openModelCache } from '../cache/model-cache.ts';
import { FakeOpfs } from '../cache/opfs.testkit.ts';
import { operatorModel } from '../preflight/operator-model.testkit.ts';
import { cacheSource } from '../source/cache-source.ts';
import { localSource } from '../source/folder-source.ts';
import { ModelServer } from '../source/model-server.testkit.ts';
import { urlSource } from '../source/url-source.ts';
import type { DownloadProgress } from '../types.ts';
import { openModelPackage, sessionParts } from './model-package.ts';

const BUNDLED = 'public/models/emoji-scenes';
const PATHS = [
  'tokenizer/vocab.json',
  'tokenizer/merges.txt',
  'tokenizer/tokenizer_config.json',
  'scheduler/scheduler_config.json',
  'vae_decoder/config.json',
  'vae_decoder/model.onnx',
  'vae_encoder/model.onnx',
  'text_encoder/model.onnx',
  'unet/model.onnx',
];
const bundledFile = (path: string) => ({
  path,
  file: async () => new File([readFileSync(`${BUNDLED}/${path}`)], path),
});
const file = (path: string, bytes: Uint8Array) => ({ path, file: async () => new File([Buffer.from(bytes)], path) });

describe('the bundled model as a folder', () => {
  const source = localSource('emoji-scenes', PATHS.map(bundledFile));

  it('is complete, counts all its parts and opens every one', async () => {
    const model = await openModelPackage(source);
    expect(model.layout).toMatchObject({ kind: 'diffusers', missing: [] });
    const all = PATHS.reduce((sum, path) => sum + readFileSync(`${BUNDLED}/${path}`).length, 0);
    expect(model.neededBytes).toBe(all);
    const progress: DownloadProgress[] = [];
    const options = { onProgress: (step: DownloadProgress) => progress.push(step) };
    for (const role of ['unet', 'text_encoder', 'vae_decoder', 'vae_encoder'] as const) {
      const network = await model.network(role, options);
      const { bytes, externalData } = await sessionParts(network);
      expect(Buffer.compare(bytes, readFileSync(`${BUNDLED}/${role}/model.onnx`))).toBe(0);
      expect(externalData).toEqual([]);
    }
    for (const role of Object.keys(model.layout.configs)) await model.text(role as 'vae_config', options);
    expect(progress.at(-1)).toMatchObject({ loadedBytes: model.neededBytes, totalBytes: model.neededBytes });
  });

  it('is scanned without being opened', async () => {
    const model = await openModelPackage(source);
    const scanned = await model.scan('unet');
    expect(scanned?.graph.inputs.map(({ name }) => name)).toContain('encoder_hidden_states');
    expect(await model.scan('text_encoder_2')).toBeNull();
    expect(await model.text('tokenizer_json')).toBeNull();
  });
});

describe('weights in a side file', () => {
  const values = Float32Array.of(1, 2, 3, 4);
  const graphWith = (location: string) => {
    const x = { name: 'x', dataType: 1, shape: [4] };
    const tensor = new BinaryWriter().tag(1, WireType.Varint).int64(4).tag(2, WireType.Varint).int32(1);
    tensor.tag(8, WireType.LengthDelimited).string('w').tag(14, WireType.Varint).int32(1);
    for (const [key, value] of Object.entries({ location, offset: '16', length: '16' })) {
      const entry = new BinaryWriter().tag(1, WireType.LengthDelimited).string(key);
      tensor.tag(13, WireType.LengthDelimited).bytes(entry.tag(2, WireType.LengthDelimited).string(value).finish());
    }
    const field = new BinaryWriter().tag(5, WireType.LengthDelimited).bytes(tensor.finish());
    const added = new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(field.finish()).finish();
    const sum = new FragmentWriter('more/');
    sum.output(sum.node('Mul', ['y', 'w'], {}, 'z'));
    const one = operatorModel({ op: 'Neg', domain: '', inputs: [x], attributes: {} });
    return Buffer.concat([one, added, sum.finish()]);
  };
  const graph = graphWith('weights.pb');
  const weights = Buffer.concat([Buffer.alloc(16), Buffer.from(values.buffer)]);

  it('are found from the graph and mounted under the name that it uses', async () => {
    const model = await openModelPackage(
      localSource('m', [file('unet/model.onnx', graph), file('unet/weights.pb', weights)]),
    );
    const network = await model.network('unet');
    expect(network.sideFiles.map(({ path, data }) => [path, data.size])).toEqual([['weights.pb', 32]]);
    expect(model.neededBytes).toBe(graph.length + weights.length);
    const { bytes, externalData } = await sessionParts(network);
    const mounted = await Promise.all(
      externalData.map(async ({ path, data }) => ({ path, data: new Uint8Array(await data.arrayBuffer()) })),
    );
    const session = await ort.InferenceSession.create(bytes, { externalData: mounted, logSeverityLevel: 3 });
    const { z } = await session.run({ x: new ort.Tensor('float32', Float32Array.of(1, 1, 1, 2), [4]) });
    expect([...(z!.data as Float32Array)]).toEqual([-1, -2, -3, -8]);
    await session.release();
  });

  it.each([
    ['./model.onnx_data', 'unet/model.onnx_data'],
    ['weights/a b.bin', 'unet/weights/a b.bin'],
  ])('at %s open on the browser build, and are counted and named', async (location, path) => {
    const whole = localSource('m', [file('unet/model.onnx', graphWith(location)), file(path, weights)]);
    const model = await openModelPackage(whole);
    expect(model.neededBytes).toBe(graphWith(location).length + weights.length);
    const { bytes, externalData } = await sessionParts(await model.network('unet'));
    ortWeb.env.wasm.numThreads = 1;
    const session = await ortWeb.InferenceSession.create(bytes, { externalData, logSeverityLevel: 3 });
    const { z } = await session.run({ x: new ortWeb.Tensor('float32', Float32Array.of(1, 1, 1, 2), [4]) });
    expect([...(z!.data as Float32Array)]).toEqual([-1, -2, -3, -8]);
    await session.release();
    const without = await openModelPackage(localSource('m', [file('unet/model.onnx', graphWith(location))]));
    expect(await without.missingSideFiles('unet', (await without.scan('unet'))!)).toEqual([path]);
    await expect(without.network('unet')).rejects.toMatchObject({
      code: 'model-missing-file',
      message: expect.stringContaining(path),
    });
  });

  it('with a name of their own are found on a server that lists nothing', async () => {
    const server = new ModelServer();
    server.files.set('unet/model.onnx', { bytes: graphWith('weights/a b.bin'), etag: '"g"' });
    server.files.set('unet/weights/a b.bin', { bytes: weights, etag: '"w"' });
    const url = await server.start();
    const cache = await openModelCache({ storage: new FakeOpfs() });
    const model = await openModelPackage(urlSource({ url, fetch, cache }));
    const scanned = await model.scan('unet');
    expect(await model.missingSideFiles('unet', scanned!)).toEqual([]);
    expect((await model.network('unet')).sideFiles.map(({ data }) => data.size)).toEqual([weights.length]);
    await server.stop();
    const kept = await openModelPackage(cacheSource(cache, url));
    expect((await kept.network('unet')).sideFiles.map(({ data }) => data.size)).toEqual([weights.length]);
  });

  it('that several graphs share are counted once and brought once', async () => {
    const server = new ModelServer();
    for (const role of ['unet', 'text_encoder'])
      server.files.set(`onnx/${role}_model.onnx`, { bytes: graph, etag: '"g"' });
    server.files.set('onnx/weights.pb', { bytes: weights, etag: '"w"' });
    server.files.set('onnx/other.pb', { bytes: Buffer.alloc(1000), etag: '"o"' });
    const url = await server.start();
    const paths = [...server.files].map(([path, { bytes }]) => ({ path, bytes: bytes.byteLength, sha256: null }));
    const model = await openModelPackage(urlSource({ url, fetch, files: paths }));
    // By names alone the other file might be weights, too.
    expect(model.neededBytes).toBe(2 * graph.length + weights.length + 1000);
    for (const role of ['unet', 'text_encoder'] as const) await model.scan(role);
    expect(model.neededBytes).toBe(2 * graph.length + weights.length);
    const progress: DownloadProgress[] = [];
    const options = { onProgress: (step: DownloadProgress) => progress.push(step) };
    const networks = [await model.network('unet', options), await model.network('text_encoder', options)];
    expect(networks.map(({ sideFiles }) => sideFiles[0]?.data.size)).toEqual([weights.length, weights.length]);
    const asked = server.requests.filter(({ path, method }) => path === 'onnx/weights.pb' && method === 'GET');
    expect(asked).toHaveLength(1);
    expect(progress.at(-1)).toMatchObject({ loadedBytes: model.neededBytes, totalBytes: model.neededBytes });
    await server.stop();
  });

  it('at the root of a folder are counted, too', async () => {
    const model = await openModelPackage(localSource('m', [file('unet.onnx', graph), file('weights.pb', weights)]));
    expect(model.neededBytes).toBe(graph.length + weights.length);
  });

  it('that are missing or too short are named', async () => {
    const without = await openModelPackage(localSource('m', [file('unet/model.onnx', graph)]));
    const scanned = await without.scan('unet');
    expect(await without.missingSideFiles('unet', scanned!)).toEqual(['unet/weights.pb']);
    await expect(without.network('unet')).rejects.toMatchObject({
      code: 'model-missing-file',
      details: { file: 'unet/weights.pb' },
    });
    const cut = localSource('m', [file('unet/model.onnx', graph), file('unet/weights.pb', weights.subarray(0, 20))]);
    await expect((await openModelPackage(cut)).network('unet')).rejects.toMatchObject({
      code: 'model-corrupt',
      details: { expectedBytes: 32, foundBytes: 20 },
    });
  });
});

it('a file too large for the heap becomes a skeleton with itself as external data', async () => {
  const model = await openModelPackage(localSource('m', PATHS.map(bundledFile)));
  const network = await model.network('unet');
  const large = Object.defineProperty(network.blob.slice(), 'size', { value: 2e9 });
  const { bytes, externalData } = await sessionParts({ ...network, blob: large });
  expect(bytes.byteLength).toBeLessThan(2e6);
  expect(externalData).toEqual([{ path: 'model.onnx', data: large }]);
});
