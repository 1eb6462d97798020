import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ModelCache, openModelCache } from '../../models/cache/model-cache.ts';
import { FakeOpfs } from '../../models/cache/opfs.testkit.ts';
import { openModelPackage } from '../../models/package/model-package.ts';
import { cacheSource } from '../../models/source/cache-source.ts';
import { ModelServer } from '../../models/source/model-server.testkit.ts';
import { urlSource } from '../../models/source/url-source.ts';
import type { ModelSource } from '../../models/types.ts';
import type { GenerateEvent, StartEvent } from '../../rpc/contract.ts';
import { capturePicture } from '../jobs/capture-picture.ts';
import type { OrtModule } from '../networks/ort-module.ts';
import { CPU } from '../testing/bundled-model.ts';
import { classesOf, jobContext, SETTINGS, tuningFor } from '../testing/job.ts';
import { smallModel } from '../testing/small-model.ts';
import { loadModel } from './load-model.ts';

const PICTURE = { width: 16, height: 16, rgba: new Uint8ClampedArray(16 * 16 * 4).fill(90) };

let server: ModelServer;
let url: string;
let cache: ModelCache;
beforeEach(async () => {
  server = new ModelServer();
  url = await server.start();
  cache = await openModelCache({ storage: new FakeOpfs() });
});
afterEach(() => server.stop());

/** With files that no part of the model names, as repositories have them. */
async function serve(lacking: readonly string[] = []): Promise<void> {
  const listing = [];
  for (const one of [...smallModel(), { path: 'README.md', file: async () => new File(['# Model'], 'README.md') }]) {
    const bytes = new Uint8Array(await (await one.file()).arrayBuffer());
    listing.push({ path: one.path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    if (!lacking.includes(one.path)) server.files.set(one.path, { bytes, etag: '"one"' });
  }
  server.files.set('files.json', { bytes: Buffer.from(JSON.stringify({ files: listing })), etag: '"one"' });
}

async function load(source: ModelSource, onEvent: (event: StartEvent) => void = () => undefined) {
  return loadModel({
    chosen: { id: 'm', name: 'M', origin: { kind: 'url', label: url }, entry: null },
    model: await openModelPackage(source),
    machine: CPU,
    ort: ort as unknown as OrtModule,
    device: null,
    deviceWatch: null,
    onEvent,
  });
}

describe('a model that was downloaded once', () => {
  it('reads photos without its server, and is pinned down by the same hash', async () => {
    await serve();
    const first = await load(urlSource({ url, fetch, cache }));
    await server.stop();
    const kept = await load(cacheSource(cache, url));
    expect(kept.info.hasPictureEncoder).toBe(true);
    expect(await (await kept.openPictureEncoder()).encode(PICTURE)).toHaveLength(4 * 8 * 8);
    expect(kept.filesSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(kept.filesSha256).toBe(first.filesSha256);
  });

  it('stops at once when a job is cancelled while the picture encoder comes late', async () => {
    await serve(['vae_encoder/model.onnx']);
    const late = await load(urlSource({ url, fetch, cache }));
    server.files.set('vae_encoder/model.onnx', { bytes: new Uint8Array(5000), etag: '"one"' });
    const events: GenerateEvent[] = [];
    const stop = new AbortController();
    const request = {
      jobId: 'job',
      picture: PICTURE,
      upload: { fileName: 'cat.jpg', sha256: null },
      settings: { ...SETTINGS, caption: '' },
      classes: classesOf(SETTINGS),
      tuning: tuningFor(late),
    };
    const emit = (event: GenerateEvent) => {
      events.push(event);
      if (event.kind === 'download') stop.abort();
    };
    const job = capturePicture(request, { ...jobContext(late), emit, signal: stop.signal });
    await expect(job).rejects.toMatchObject({ code: 'cancelled' });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'download', file: 'vae_encoder/model.onnx' }));
  });

  it('brings the picture encoder to a job that waited for it with another one that was stopped', async () => {
    const encoder = 'vae_encoder/model.onnx';
    await serve([encoder]);
    const late = await load(urlSource({ url, fetch, cache }));
    await serve();
    const stop = new AbortController();
    const stopped = late.openPictureEncoder({ signal: stop.signal });
    const progress: string[] = [];
    const waiting = late.openPictureEncoder({ onProgress: ({ file }) => progress.push(file) });
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(await (await waiting).encode(PICTURE)).toHaveLength(4 * 8 * 8);
    expect(progress).toContain(encoder);
  });

  it('tells a job that waits for the picture encoder why it cannot be had, and that its own stop has stopped it', async () => {
    await serve(['vae_encoder/model.onnx']);
    const late = await load(urlSource({ url, fetch, cache }));
    const stop = new AbortController();
    const both = [late.openPictureEncoder(), late.openPictureEncoder()];
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'model-missing-file' });
    stop.abort();
    await expect(late.openPictureEncoder({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each(['not found', 'page', 'forbidden'] as const)(
    'works without what a model can do without (%s)',
    async (unknown) => {
      const optional = ['vae_encoder/model.onnx', 'unet/config.json'];
      await serve(optional);
      server.unknown = unknown;
      const events: StartEvent[] = [];
      const { info } = await load(urlSource({ url, fetch, cache }), (event) => events.push(event));
      expect(info.selfSides).not.toEqual([]);
      expect(events).toContainEqual(
        expect.objectContaining({
          problem: expect.objectContaining({ message: expect.stringMatching(/^Photos cannot/) }),
        }),
      );
      server.files.delete('unet/model.onnx');
      await expect(load(urlSource({ url, fetch }))).rejects.toMatchObject({ details: { file: 'unet/model.onnx' } });
    },
  );

  it('works on where the download of its picture encoder breaks off, and asks for it once more when it is needed', async () => {
    const encoder = 'vae_encoder/model.onnx';
    await serve();
    // It comes beside the other files, which shall arrive whatever the order.
    const file = server.files.get(encoder)!;
    file.breakAfter = 100;
    const events: StartEvent[] = [];
    const loading = load(urlSource({ url, fetch, cache }), (event) => {
      events.push(event);
      if (event.kind !== 'download' || event.file !== encoder) return;
      file.isDown = true;
      server.breakOff();
    });
    const late = await loading;
    expect(events).toContainEqual({
      kind: 'problem',
      problem: { code: 'network', message: expect.stringMatching(/^Photos cannot be read\./) },
    });
    delete file.breakAfter;
    file.isDown = false;
    expect(await (await late.openPictureEncoder()).encode(PICTURE)).toHaveLength(4 * 8 * 8);
  });

  it('without its picture encoder works on, and says that it is not here rather than that there is none', async () => {
    await serve(['vae_encoder/model.onnx']);
    const events: StartEvent[] = [];
    await load(urlSource({ url, fetch, cache }), (event) => events.push(event));
    expect(events).toContainEqual({
      kind: 'problem',
      problem: { code: 'model-missing-file', message: expect.stringMatching(/^Photos cannot be read\..*vae_encoder/) },
    });
    const kept = await load(cacheSource(cache, url));
    expect(kept.info.hasPictureEncoder).toBe(true);
    await expect(kept.openPictureEncoder()).rejects.toMatchObject({
      code: 'model-missing-file',
      message: expect.stringContaining('this device'),
    });
  });
});
