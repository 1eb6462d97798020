import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelServer } from '../source/model-server.testkit.ts';
import { openModelCache } from './model-cache.ts';
import { FakeOpfs } from './opfs.testkit.ts';

const PATH = 'unet/model.onnx';
const CONTENT = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
const FILE = { path: PATH, bytes: CONTENT.length, sha256: createHash('sha256').update(CONTENT).digest('hex') };
const UNKNOWN = { path: PATH, bytes: null, sha256: null };

let server: ModelServer;
let opfs: FakeOpfs;
let base: string;
beforeEach(async () => {
  server = new ModelServer();
  opfs = new FakeOpfs();
  server.files.set(PATH, { bytes: CONTENT, etag: '"one"' });
  base = await server.start();
});
afterEach(() => server.stop());

/** A new cache object over the same storage is what a reload gives. */
async function fetchFile(file: typeof FILE | typeof UNKNOWN = FILE, onBytes?: (loadedBytes: number) => void) {
  const cache = await openModelCache({ storage: opfs });
  const address = `${base}/${PATH}`;
  return cache.fetchFile({ model: base, file, address, fetch, ...(onBytes ? { onBytes } : {}) });
}
const bytesOf = async (blob: Blob) => Buffer.from(await blob.arrayBuffer());
const ranges = () => server.requests.map(({ range, status }) => [range, status]);
const breakOffAfter = (bytes: number) => server.files.set(PATH, { bytes: CONTENT, etag: '"one"', breakAfter: bytes });
/** Breaks connections that have brought something. */
function breaker(): (loadedBytes: number) => void {
  let arrivedBytes = 0;
  return (loadedBytes) => {
    if (loadedBytes > arrivedBytes) server.breakOff();
    arrivedBytes = loadedBytes;
  };
}
const repair = (etag = '"one"', bytes = CONTENT) => server.files.set(PATH, { bytes, etag });

/** The server lets the connection break once, and then refuses: the session ends with a part. */
async function leavePartial(file: typeof FILE | typeof UNKNOWN = FILE): Promise<number> {
  breakOffAfter(100_000);
  const once: typeof fetch = async (...request) => {
    if (server.requests.length > 0) throw new TypeError('Failed to fetch');
    return fetch(...request);
  };
  const cache = await openModelCache({ storage: opfs });
  const address = `${base}/${PATH}`;
  const fetching = cache.fetchFile({ model: base, file, address, fetch: once, onBytes: breaker() });
  await expect(fetching).rejects.toMatchObject({ code: 'network' });
  const [model] = await cache.list();
  expect(model?.files).toMatchObject([{ path: PATH, check: null }]);
  server.requests.length = 0;
  repair();
  return model?.storedBytes ?? 0;
}

describe('a file', () => {
  it('is downloaded once, counted, checked, and opens offline afterwards', async () => {
    const counted: number[] = [];
    const first = await fetchFile(FILE, (loaded) => counted.push(loaded));
    expect(Buffer.compare(await bytesOf(first.blob), CONTENT)).toBe(0);
    expect(first).toMatchObject({ check: 'sha256', problem: null });
    expect(counted.at(-1)).toBe(CONTENT.length);
    expect(counted).toEqual([...counted].sort((a, b) => a - b));
    await server.stop();
    const second = await fetchFile();
    expect(Buffer.compare(await bytesOf(second.blob), CONTENT)).toBe(0);
    expect(server.requests).toHaveLength(1);
  });

  it('whose download breaks again and again is continued within one call', async () => {
    breakOffAfter(80_000);
    const { blob } = await fetchFile(FILE, breaker());
    expect(Buffer.compare(await bytesOf(blob), CONTENT)).toBe(0);
    expect(server.requests.length).toBeGreaterThan(2);
    expect(server.requests.slice(1).every(({ status }) => status === 206)).toBe(true);
  });

  it('of an earlier session is continued from its last byte', async () => {
    const storedBytes = await leavePartial();
    expect(storedBytes).toBeGreaterThan(0);
    const counted: number[] = [];
    const { blob, check } = await fetchFile(FILE, (loaded) => counted.push(loaded));
    expect(ranges()).toEqual([[`bytes=${storedBytes}-`, 206]]);
    expect(counted[0]).toBe(storedBytes);
    expect(Buffer.compare(await bytesOf(blob), CONTENT)).toBe(0);
    expect(check).toBe('sha256');
  });

  it('is begun anew where the server serves no ranges', async () => {
    await leavePartial();
    server.servesRanges = false;
    const { blob } = await fetchFile();
    expect(server.requests.map(({ status }) => status)).toEqual([200]);
    expect(Buffer.compare(await bytesOf(blob), CONTENT)).toBe(0);
  });

  it.each([
    ['its ETag', '"two"', Uint8Array.from(CONTENT, (byte) => 255 - byte)],
    ['its size', '"one"', CONTENT.slice(0, 250_000)],
    ['its size, to less than is here', '"one"', CONTENT.slice(0, 10)],
  ])('that changed %s on the server is never mixed with the old part', async (_, etag, bytes) => {
    await leavePartial(UNKNOWN);
    repair(etag, bytes);
    const { blob, check } = await fetchFile(UNKNOWN);
    expect(Buffer.compare(await bytesOf(blob), bytes)).toBe(0);
    expect(check).toBe('none');
  });

  it('is stored in parts, and a lost one is downloaded again with what follows it', async () => {
    const fetchParts = async () => {
      const cache = await openModelCache({ storage: opfs }, 65_536);
      return cache.fetchFile({ model: base, file: FILE, address: `${base}/${PATH}`, fetch });
    };
    await fetchParts();
    const parts = opfs.paths().filter((path) => path.includes('part-'));
    expect(parts.length).toBeGreaterThan(2);
    opfs.remove(parts[2]!);
    const { blob, check } = await fetchParts();
    expect(ranges().at(-1)).toEqual([`bytes=${Number(parts[2]!.split('part-')[1])}-`, 206]);
    expect(Buffer.compare(await bytesOf(blob), CONTENT)).toBe(0);
    expect(check).toBe('sha256');
  });

  it('of another revision, by its hash, is downloaded again', async () => {
    await fetchFile();
    const other = CONTENT.slice().reverse();
    repair('"two"', other);
    const file = { ...FILE, sha256: createHash('sha256').update(other).digest('hex') };
    expect(Buffer.compare(await bytesOf((await fetchFile(file)).blob), other)).toBe(0);
  });

  it('with one wrong byte is refused and not kept', async () => {
    const flipped = CONTENT.slice();
    flipped[200_000] = (flipped[200_000]! + 1) & 255;
    repair('"one"', flipped);
    await expect(fetchFile()).rejects.toMatchObject({ code: 'model-corrupt', details: { file: PATH } });
    repair();
    expect(Buffer.compare(await bytesOf((await fetchFile()).blob), CONTENT)).toBe(0);
    expect(server.requests.map(({ range }) => range)).toEqual([null, null]);
  });

  it('that was stopped keeps what arrived', async () => {
    const stop = new AbortController();
    const cache = await openModelCache({ storage: opfs });
    const fetching = cache.fetchFile({
      model: base,
      file: FILE,
      address: `${base}/${PATH}`,
      fetch,
      signal: stop.signal,
      onBytes: (loaded) => {
        if (loaded > 0) stop.abort();
      },
    });
    await expect(fetching).rejects.toMatchObject({ code: 'cancelled' });
    expect((await cache.list())[0]?.storedBytes).toBeGreaterThan(0);
  });
});

describe('storage', () => {
  it('that is full leaves the file in memory and says so', async () => {
    opfs.quotaBytes = 50_000;
    const { blob, problem } = await fetchFile();
    expect(Buffer.compare(await bytesOf(blob), CONTENT)).toBe(0);
    expect(problem).toMatchObject({ code: 'storage-full', details: { file: PATH } });
    expect(opfs.usedBytes()).toBeLessThanOrEqual(50_000);
  });

  it('that refuses although it reports room is reported as it is', async () => {
    opfs.quotaBytes = 50_000;
    const storage = { getDirectory: opfs.getDirectory, estimate: async () => ({ usage: 0, quota: 1e9 }) };
    const cache = await openModelCache({ storage });
    const { problem } = await cache.fetchFile({ model: base, file: FILE, address: `${base}/${PATH}`, fetch });
    expect(problem?.message).toContain('the browser refused, although it reports 1000.0 MB free');
  });

  it('that has no room for anything at all still brings the file', async () => {
    opfs.quotaBytes = 0;
    const { blob, problem } = await fetchFile();
    expect(blob.size).toBe(CONTENT.length);
    expect(problem?.code).toBe('storage-full');
  });

  it('that fills up keeps a model that is there already, though its listing changed', async () => {
    const cache = await openModelCache({ storage: opfs });
    await cache.rememberListing(base, 'Test model', [FILE]);
    await fetchFile();
    opfs.quotaBytes = opfs.usedBytes();
    await cache.rememberListing(base, 'Test model', [FILE, { ...FILE, path: 'unet.onnx' }]);
    expect(await cache.list()).toMatchObject([{ name: 'Test model', storedBytes: CONTENT.length }]);
    await cache.remove(base);
    expect(opfs.paths()).toEqual([]);
  });

  it('is not written to for a listing that it has', async () => {
    const cache = await openModelCache({ storage: opfs });
    await cache.rememberListing(base, 'Test model', [FILE]);
    const written = opfs.writes;
    await cache.rememberListing(base, 'Test model', [FILE]);
    expect(opfs.writes).toBe(written);
    await cache.rememberListing(base, 'Test model', [UNKNOWN]);
    expect(opfs.writes).toBe(written + 1);
  });

  it('without room for a listing stores no file that nobody could delete', async () => {
    // The address is in the listing alone, so what a file says of itself would fit.
    opfs.quotaBytes = 600;
    const cache = await openModelCache({ storage: opfs });
    const model = `${base}/${'long'.repeat(150)}`;
    const { blob, problem } = await cache.fetchFile({ model, file: FILE, address: `${base}/${PATH}`, fetch });
    expect(blob.size).toBe(CONTENT.length);
    expect(problem).toMatchObject({ code: 'storage-full', details: { file: PATH, neededBytes: CONTENT.length } });
    expect(opfs.paths()).toEqual([]);
  });

  it('loses what no listing names, as after a crash', async () => {
    await fetchFile();
    opfs.remove(opfs.paths().find((path) => path.endsWith('model.json'))!);
    expect(opfs.usedBytes()).toBeGreaterThan(CONTENT.length);
    expect(await (await openModelCache({ storage: opfs })).list()).toEqual([]);
    expect(opfs.paths()).toEqual([]);
  });

  it('that is busy with a model tells so when it is to be removed', async () => {
    await fetchFile();
    const busy = new DOMException('locked', 'NoModificationAllowedError');
    const directory = await opfs.getDirectory();
    const models = await directory.getDirectoryHandle('models');
    const stuck = Object.assign(models, {
      removeEntry: (name: string) => (name.startsWith('probe-') ? Promise.resolve() : Promise.reject(busy)),
    });
    const getDirectory = async () => Object.assign(directory, { getDirectoryHandle: async () => stuck });
    const cache = await openModelCache({ storage: { ...opfs, getDirectory } as never });
    await expect(cache.remove(base)).rejects.toMatchObject({ code: 'storage-unavailable', cause: busy });
  });

  it('lists sizes and is empty after removal', async () => {
    const cache = await openModelCache({ storage: opfs });
    await cache.rememberListing(base, 'Test model', [FILE, { path: 'vae_decoder/model.onnx', bytes: 5, sha256: null }]);
    await fetchFile();
    expect(await cache.list()).toEqual([
      {
        model: base,
        name: 'Test model',
        storedBytes: CONTENT.length,
        files: [
          { ...FILE, storedBytes: CONTENT.length, check: 'sha256' },
          { path: 'vae_decoder/model.onnx', bytes: 5, sha256: null, storedBytes: 0, check: null },
        ],
      },
    ]);
    await cache.remove(base);
    expect(await cache.list()).toEqual([]);
    expect(opfs.paths()).toEqual([]);
  });

  it('that the browser refuses is reported as unavailable', async () => {
    await expect(openModelCache({})).rejects.toMatchObject({ code: 'storage-unavailable' });
    const refused = { ...opfs, getDirectory: () => Promise.reject(new DOMException('no', 'SecurityError')) };
    await expect(openModelCache({ storage: refused })).rejects.toMatchObject({ code: 'storage-unavailable' });
  });
});
