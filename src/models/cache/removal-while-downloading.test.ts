import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ModelServer } from '../source/model-server.testkit.ts';
import { type ModelCache, openModelCache } from './model-cache.ts';
import { FakeOpfs } from './opfs.testkit.ts';

const PATH = 'unet/model.onnx';
const CONTENT = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
const FILE = { path: PATH, bytes: CONTENT.length, sha256: createHash('sha256').update(CONTENT).digest('hex') };

let server: ModelServer;
let opfs: FakeOpfs;
let base: string;
beforeEach(async () => {
  server = new ModelServer();
  opfs = new FakeOpfs();
  base = await server.start();
});
afterEach(() => server.stop());

/** Downloads by one cache; when something has come, the other one removes the model, and only then the rest comes. */
function downloadAndRemove(downloads: ModelCache, removes: ModelCache) {
  server.files.set(PATH, { bytes: CONTENT, etag: '"one"', breakAfter: 100_000 });
  let removing: Promise<void> | null = null;
  const fetching = downloads.fetchFile({
    model: base,
    file: FILE,
    address: `${base}/${PATH}`,
    fetch,
    onBytes: (loadedBytes) => {
      if (loadedBytes === 0 || removing) return;
      removing = removes.remove(base);
      void removing
        .catch(() => undefined)
        .then(() => {
          server.files.set(PATH, { bytes: CONTENT, etag: '"one"' });
          server.breakOff();
        });
    },
  });
  return { fetching, removed: fetching.then(() => removing) };
}

/** As all tabs of an origin see them. */
function fakeLocks() {
  const held = new Set<string>();
  return {
    request: async (name: string, work: () => Promise<unknown>) => {
      held.add(name);
      try {
        return await work();
      } finally {
        held.delete(name);
      }
    },
    query: async () => ({ held: [...held].map((name) => ({ name })) }),
  } as unknown as LockManager;
}

it('is told by name where nothing can tell that the model is needed', async () => {
  const cache = await openModelCache({ storage: opfs }, 65_536);
  const { fetching, removed } = downloadAndRemove(cache, cache);
  removed.catch(() => undefined);
  await expect(fetching).rejects.toMatchObject({
    code: 'storage-unavailable',
    message: expect.stringMatching(/^unet\/model.onnx .* deleted/),
  });
  expect(opfs.paths()).toEqual([]);
});

it('is refused while another tab downloads, and possible afterwards', async () => {
  const locks = fakeLocks();
  const here = await openModelCache({ storage: opfs, locks });
  const { fetching, removed } = downloadAndRemove(await openModelCache({ storage: opfs, locks }), here);
  await expect(removed).rejects.toMatchObject({ code: 'storage-unavailable', message: /is being downloaded/ });
  expect((await fetching).check).toBe('sha256');
  await here.remove(base);
  expect(opfs.paths()).toEqual([]);
});
