import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOnnxGraphFromBlob } from '../../core/onnx/file/blob/blob-graph.ts';
import { openModelCache } from '../cache/model-cache.ts';
import { FakeOpfs } from '../cache/opfs.testkit.ts';
import type { Fetch } from '../types.ts';
import { cacheSource } from './cache-source.ts';
import { chosenFolder, directorySource, droppedFolder, localSource } from './folder-source.ts';
import { ModelServer } from './model-server.testkit.ts';
import { urlSource } from './url-source.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const unet = new Uint8Array(readFileSync('public/models/emoji-scenes/unet/model.onnx'));

describe('a URL', () => {
  let server: ModelServer;
  let url: string;
  beforeEach(async () => {
    server = new ModelServer();
    for (const path of ['tokenizer/vocab.json', 'tokenizer/merges.txt', 'unet.onnx']) {
      server.files.set(path, { bytes: bytes(path), etag: '"one"' });
    }
    url = await server.start();
  });
  afterEach(() => server.stop());
  const serveListing = () => {
    const files = [...server.files].map(([path, file]) => ({
      path,
      bytes: file.bytes.length,
      sha256: createHash('sha256').update(file.bytes).digest('hex'),
    }));
    server.files.set('files.json', { bytes: bytes(JSON.stringify({ files })), etag: '"one"' });
  };

  it('with a listing is asked for nothing else', async () => {
    serveListing();
    const files = await urlSource({ url, fetch }).list();
    expect(files.map(({ path }) => path)).toEqual(['tokenizer/vocab.json', 'tokenizer/merges.txt', 'unet.onnx']);
    expect(server.requests).toHaveLength(1);
  });

  it('without a listing is searched for the usual files, without downloading them', async () => {
    const files = await urlSource({ url, fetch }).list();
    expect(files).toContainEqual({ path: 'unet.onnx', bytes: 9, sha256: null });
    expect(files).toHaveLength(3);
    expect(server.requests.filter(({ method }) => method !== 'HEAD')).toMatchObject([{ path: 'files.json' }]);
  });

  it('names a file that is not what its listing says, without any cache', async () => {
    serveListing();
    for (const damaged of ['unet.onny', 'unet', 'unet.onnx and more']) {
      server.files.set('unet.onnx', { bytes: bytes(damaged), etag: '"two"' });
      const opening = urlSource({ url, fetch }).open('unet.onnx');
      await expect(opening).rejects.toMatchObject({ code: 'model-corrupt', details: { file: 'unet.onnx' } });
    }
  });

  it('tells a missing file, a server error, a lost connection and a listing that is none apart', async () => {
    serveListing();
    const answering = (answer: () => Promise<Response>) => (address: string, init?: RequestInit) =>
      address.endsWith('unet.onnx') ? answer() : fetch(address, init);
    const open = (answer: () => Promise<Response>) => urlSource({ url, fetch: answering(answer) }).open('unet.onnx');
    const missing = open(async () => new Response('', { status: 404 }));
    await expect(missing).rejects.toMatchObject({ code: 'model-missing-file' });
    const busy = open(async () => new Response('', { status: 503 }));
    await expect(busy).rejects.toMatchObject({ code: 'network', details: { status: 503 } });
    const cut = open(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(cut).rejects.toMatchObject({ code: 'network', details: { file: 'unet.onnx' } });
    server.files.set('files.json', { bytes: bytes('{"name":"site"}'), etag: '"two"' });
    const listing = urlSource({ url, fetch }).list();
    await expect(listing).rejects.toMatchObject({ code: 'model-corrupt', details: { file: 'files.json' } });
  });

  it('whose connection breaks in the middle of an answer says so, of a listing and of a part of a file', async () => {
    const headers = { 'Content-Range': 'bytes 0-8/9' };
    const broken: Fetch = async () => {
      const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) });
      return new Response(body, { status: 206, headers });
    };
    await expect(urlSource({ url, fetch: broken }).list()).rejects.toMatchObject({
      code: 'network',
      details: { file: 'files.json' },
    });
    const part = await urlSource({ url, fetch: broken, files: [{ path: 'unet.onnx', bytes: 9, sha256: null }] }).peek(
      'unet.onnx',
    );
    await expect(part.arrayBuffer()).rejects.toMatchObject({ code: 'network', details: { file: 'unet.onnx' } });
  });

  it('whose connection breaks after a header that tells enough is understood by that', async () => {
    const broken = (init: ResponseInit): Response => {
      const body = new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) });
      return new Response(body, init);
    };
    const page = broken({ headers: { 'Content-Type': 'text/html' } });
    const source = (answer: Response, size: number | null) =>
      urlSource({ url, fetch: async () => answer, files: [{ path: 'unet.onnx', bytes: size, sha256: null }] });
    await expect(source(page, null).open('unet.onnx')).rejects.toMatchObject({ code: 'model-missing-file' });
    const sized = broken({ status: 206, headers: { 'Content-Range': 'bytes 0-0/9' } });
    expect(await source(sized, null).peek('unet.onnx')).toMatchObject({ size: 9 });
    const whole = await source(broken({ status: 200 }), 9).peek('unet.onnx');
    await expect(whole.arrayBuffer()).rejects.toThrow('serves ranges');
  });

  it('that has no model says what it looked for', async () => {
    server.files.clear();
    await expect(urlSource({ url, fetch }).list()).rejects.toMatchObject({ code: 'model-missing-file' });
  });

  describe('of a server that says "no" in another way', () => {
    const PATHS = ['tokenizer/merges.txt', 'tokenizer/vocab.json', 'unet.onnx'];
    const pathsOf = async () => (await urlSource({ url, fetch }).list()).map(({ path }) => path).sort();

    it.each(['page', 'forbidden'] as const)('(%s): only what is there is listed', async (unknown) => {
      server.unknown = unknown;
      expect(await pathsOf()).toEqual(PATHS);
    });

    it.each([405, 501] as const)(
      'to HEAD (%i): files are found by their first byte, and their size is known',
      async (status) => {
        server.headStatus = status;
        for (const unknown of ['not found', 'page', 'forbidden'] as const) {
          server.unknown = unknown;
          expect(await pathsOf()).toEqual(PATHS);
        }
        const [found] = (await urlSource({ url, fetch }).list()).filter(({ path }) => path === 'unet.onnx');
        expect(found?.bytes).toBe(9);
      },
    );

    it('(forbidden) to everything: the model is locked', async () => {
      server.unknown = 'forbidden';
      server.files.clear();
      const listing = urlSource({ url, fetch }).list();
      await expect(listing).rejects.toMatchObject({ code: 'network', message: /answered 403.*licence/ });
    });

    it('(page) to a file of the listing: no page is kept as that file', async () => {
      serveListing();
      const opfs = new FakeOpfs();
      const cache = await openModelCache({ storage: opfs });
      const source = urlSource({ url, fetch, cache, files: [{ path: 'unet.onnx', bytes: null, sha256: null }] });
      server.unknown = 'page';
      server.files.delete('unet.onnx');
      await expect(source.open('unet.onnx')).rejects.toMatchObject({ code: 'model-missing-file' });
      await expect(source.peek('unet.onnx')).rejects.toMatchObject({ code: 'model-missing-file' });
      // A server that does not say what it sends.
      const page = bytes(' \n<!DOCTYPE html><title>Start</title>');
      server.files.set('unet.onnx', { bytes: page, etag: '"p"' });
      await expect(source.open('unet.onnx')).rejects.toMatchObject({ code: 'model-missing-file' });
      expect((await cache.get(url))?.storedBytes).toBe(0);
    });

    it('(gone) to a file: it is missing, not broken', async () => {
      const gone = async () => new Response('', { status: 410 });
      const source = urlSource({ url, fetch: gone, files: [{ path: 'unet.onnx', bytes: null, sha256: null }] });
      await expect(source.open('unet.onnx')).rejects.toMatchObject({ code: 'model-missing-file' });
    });
  });

  it('that ends without a word when a download is stopped never passes for whole', async () => {
    const stop = new AbortController();
    const silent = async () => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(bytes('the beg'));
          stop.abort();
          controller.close();
        },
      });
      return new Response(body);
    };
    const source = urlSource({ url, fetch: silent, files: [{ path: 'unet.onnx', bytes: null, sha256: null }] });
    await expect(source.open('unet.onnx', { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('opens offline from the cache once its files were downloaded', async () => {
    serveListing();
    const opfs = new FakeOpfs();
    const open = async () => urlSource({ url, fetch, cache: await openModelCache({ storage: opfs }) });
    await (await open()).open('unet.onnx');
    await server.stop();
    const offline = await open();
    expect(await offline.list()).toHaveLength(3);
    expect(await (await offline.open('unet.onnx')).text()).toBe('unet.onnx');
    await expect(offline.open('tokenizer/vocab.json')).rejects.toMatchObject({ code: 'network' });
    const stored = cacheSource(await openModelCache({ storage: opfs }), url);
    expect((await stored.list()).map(({ path }) => path)).toEqual(['unet.onnx']);
    expect(await (await stored.open('unet.onnx')).text()).toBe('unet.onnx');
    await expect(stored.open('tokenizer/vocab.json')).rejects.toMatchObject({ code: 'model-missing-file' });
  });

  it('lets a graph be read before it is downloaded', async () => {
    server.files.set('unet/model.onnx', { bytes: unet, etag: '"one"' });
    serveListing();
    const { graph } = await readOnnxGraphFromBlob(await urlSource({ url, fetch }).peek('unet/model.onnx'));
    expect(graph.inputs.map(({ name }) => name)).toEqual(['sample', 'timestep', 'encoder_hidden_states']);
    expect(server.requests.slice(1).every(({ status }) => status === 206)).toBe(true);
    server.servesRanges = false;
    const blob = await urlSource({ url, fetch }).peek('unet/model.onnx');
    await expect(readOnnxGraphFromBlob(blob)).rejects.toMatchObject({ code: 'network' });
  });
});

describe('a local folder', () => {
  it('picked as a directory lists all depths but not hidden files', async () => {
    const root = await new FakeOpfs().getDirectory();
    const write = async (path: string) => {
      const [name = '', ...folders] = path.split('/').reverse();
      let folder = root;
      for (const one of folders.reverse()) folder = await folder.getDirectoryHandle(one, { create: true });
      const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await writable.write(bytes(path));
      await writable.close();
    };
    for (const path of ['unet/model.onnx', '.git/HEAD', 'model_index.json']) await write(path);
    const source = await directorySource(root);
    expect(await source.list()).toEqual([
      { path: 'unet/model.onnx', bytes: 15, sha256: null },
      { path: 'model_index.json', bytes: 16, sha256: null },
    ]);
    expect(await (await source.open('unet/model.onnx')).text()).toBe('unet/model.onnx');
    await expect(source.open('vae_decoder/model.onnx')).rejects.toMatchObject({ code: 'model-missing-file' });
  });

  it('chosen as a list of files loses the name of the folder itself', async () => {
    const file = (path: string) =>
      Object.defineProperty(new File([path], path.split('/').at(-1)!), 'webkitRelativePath', { value: path });
    const folder = chosenFolder([file('my-model/unet/model.onnx'), file('my-model/tokenizer/vocab.json')]);
    expect(folder.label).toBe('my-model');
    expect(folder.files.map(({ path }) => path)).toEqual(['unet/model.onnx', 'tokenizer/vocab.json']);
    const source = localSource(folder.label, folder.files);
    expect(await (await source.open('unet/model.onnx')).text()).toBe('my-model/unet/model.onnx');
    const flat = chosenFolder([file('unet/model.onnx'), file('unet/model.onnx_data')]);
    expect(flat.files.map(({ path }) => path)).toEqual(['unet/model.onnx', 'unet/model.onnx_data']);
  });

  it('dropped on the page is read in batches', async () => {
    const fileEntry = (name: string) => ({
      isFile: true,
      name,
      file: (resolve: (file: File) => void) => resolve(new File([name], name)),
    });
    const folderEntry = (name: string, children: readonly unknown[]) => ({
      isFile: false,
      name,
      createReader: () => {
        const batches = [...children.map((child) => [child]), []];
        return { readEntries: (resolve: (batch: unknown) => void) => resolve(batches.shift()) };
      },
    });
    const entry = folderEntry('sd', [
      folderEntry('unet', [fileEntry('model.onnx'), fileEntry('weights.pb')]),
      fileEntry('vae_decoder.onnx'),
    ]);
    const item = { webkitGetAsEntry: () => entry } as unknown as DataTransferItem;
    const folder = await droppedFolder([item]);
    expect(folder).toMatchObject({ label: 'sd' });
    expect(folder.files.map(({ path }) => path)).toEqual(['unet/model.onnx', 'unet/weights.pb', 'vae_decoder.onnx']);
  });

  it('of thousands of files is refused', () => {
    const files = Array.from({ length: 2001 }, (_, i) => new File([], `${i}.jpg`));
    expect(() => chosenFolder(files)).toThrow(/more than 2000 files/);
  });
});
