import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';
import { asked, serveListing, serveModel, sha256 } from '../testing/served-model.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

const UNET = 'unet/model.onnx';
afterEach(() => vi.unstubAllGlobals());

/** `models …` with a cache, and what it told as JSON. */
async function models(cache: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = await runHere(['models', ...args, '--json'], {
    env: { DATASET_DIFFUSION_CACHE: cache },
  });
  return { exitCode, results: linesOf(stdout), events: linesOf(stderr) };
}

/** Connections break behind so many bytes of a file, and then there are none. */
function breakBehind(path: string, bytes: number): void {
  let isBroken = false;
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (isBroken) throw new TypeError('fetch failed');
    const response = await fetchHere(url, init);
    if (!url.endsWith(path)) return response;
    const whole = new Uint8Array(await response.arrayBuffer());
    let isSent = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (!isSent) controller.enqueue(whole.slice(0, bytes));
        else controller.error(new TypeError('terminated'));
        [isSent, isBroken] = [true, isSent];
      },
    });
    return new Response(body, { status: response.status, headers: response.headers });
  });
}
const fetchHere = globalThis.fetch;

/** The files of a cache that hold content, by the model's path. */
function partsOf(cache: string, path: string): string[] {
  const paths = readdirSync(cache, { recursive: true }).map((name) => join(cache, String(name)));
  return paths.filter((name) => name.includes(encodeURIComponent(path)) && /part-\d+$/.test(name));
}

/** A few commands each, on machines that do much else. */
const timeout = 60_000;

describe('models fetch', { timeout }, () => {
  it('brings a model, tells it, and asks for nothing of it the second time', async () => {
    const [cache, { server, url, files }] = [temporaryFolder(), await serveModel()];
    const first = await models(cache, 'fetch', url);
    expect(first).toMatchObject({
      exitCode: 0,
      results: [{ model: url, name: 'small', files: files.size, checkedBySha256: files.size }],
    });
    expect(first.events[0]).toMatchObject({ event: 'download', from: url, presentBytes: 0 });
    expect(first.events.at(-1)).toMatchObject({ event: 'progress', unit: 'MB', remainingMs: null });
    expect(new Set(asked(server))).toEqual(new Set([...files.keys()].map((path) => `GET ${path}`)));
    server.requests.length = 0;
    const again = await models(cache, 'fetch', url);
    expect(again).toMatchObject({ exitCode: 0, results: [{ downloadedBytes: 0 }], events: [] });
    expect(asked(server)).toEqual([]);
    await server.stop();
    expect((await models(cache, 'fetch', url)).exitCode).toBe(0);
  });

  it('goes on at the byte where an earlier process lost its connection', async () => {
    const [cache, { server, url }] = [temporaryFolder(), await serveModel()];
    breakBehind(UNET, 1000);
    const broken = await models(cache, 'fetch', url);
    expect(broken.exitCode).toBe(4);
    expect(broken.events.at(-1)).toMatchObject({ event: 'failed', code: 'network' });
    vi.unstubAllGlobals();
    expect((await models(cache, 'list')).results).toMatchObject([{ models: [{ model: url, complete: false }] }]);
    server.requests.length = 0;
    expect((await models(cache, 'fetch', url)).exitCode).toBe(0);
    expect(asked(server)).toContain(`GET ${UNET} bytes=1000-`);
    expect((await models(cache, 'check')).exitCode).toBe(0);
  });

  it('refuses bytes that are not what the listing says, and keeps none of them', async () => {
    const [cache, { server, url, files }] = [temporaryFolder(), await serveModel()];
    const bytes = Uint8Array.from(files.get(UNET)!, (byte, i) => (i === 5000 ? byte ^ 1 : byte));
    server.files.set(`small/${UNET}`, { bytes, etag: '"other"' });
    const { exitCode, events } = await models(cache, 'fetch', url);
    expect(exitCode).toBe(4);
    expect(events.at(-1)).toMatchObject({
      code: 'model-corrupt',
      message: expect.stringContaining(`${UNET} is damaged`),
    });
    expect(partsOf(cache, UNET)).toEqual([]);
  });

  it('says that there is no room before the first byte', async () => {
    const [cache, { server, url, files }] = [temporaryFolder(), await serveModel()];
    const listing = [...files].map(([path, bytes]) => ({
      path,
      bytes: path === 'vae_encoder/model.onnx' ? 1e18 : bytes.length,
      sha256: sha256(bytes),
    }));
    serveListing(server, listing);
    const { exitCode, events } = await models(cache, 'fetch', url);
    expect(exitCode).toBe(5);
    expect(events.at(-1)).toMatchObject({
      code: 'storage-full',
      message: expect.stringContaining('TB of small on the disk of'),
    });
    expect(asked(server)).toEqual([]);
  });

  it.each([
    ['the bundled model', ['fetch', 'emoji-scenes'], 2, /comes with this package/],
    ['a folder', ['fetch', 'public/models/emoji-scenes'], 2, /is a folder of this machine/],
    ['nothing', ['fetch'], 2, /missing required argument/],
    ['no command', [], 2, /Commands:/],
    ['a model that is not kept', ['remove', 'tiny-sd'], 4, /no model is there/],
    [
      'no cache at all',
      ['list', '--cache', '/sys/kernel/no'],
      5,
      /Expected to be allowed to write the cache of models at \/sys\/kernel\/no/,
    ],
  ])('fails with a sentence for %s', async (_, args, code, message) => {
    const { exitCode, stderr } = await runHere(['models', ...args, '--quiet'], {
      env: { DATASET_DIFFUSION_CACHE: temporaryFolder() },
    });
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
  });
});

describe('models list, check and remove', { timeout }, () => {
  it('tell people in sentences', async () => {
    const [cache, { url }] = [temporaryFolder(), await serveModel()];
    const run = (...args: string[]) => runHere(['models', ...args, '--cache', cache, '--quiet']);
    expect((await run('list')).stdout).toBe(
      `No model is kept in ${cache}. Bring one with dataset-diffusion models fetch.\n`,
    );
    await run('fetch', url);
    expect((await run('list')).stdout).toMatch(
      new RegExp(`small +\\d+ kB  complete  ${url}\\n1 model, \\d+ kB, in ${cache}`),
    );
    expect((await run('list', '--catalogue')).stdout).toMatch(/tiny-sd +993 MB +not here/);
    const { stdout } = await run('check');
    expect(stdout).toContain(`small (${url})\n`);
    expect(stdout).toMatch(/unet\/model\.onnx: [\d.]+ kB, as its server says \(SHA-256\)/);
    expect(stdout).toContain('Attention: 1 self and 1 cross sites can be watched, 0 cannot.');
    expect(stdout).toContain('Verdict: nothing stands against using it here.');
    expect((await run('remove', 'small')).stdout).toMatch(/^small is removed: \d+ kB are free again\.\n$/);
    expect((await models(cache, 'list')).results).toMatchObject([{ models: [] }]);
  });

  it.each([true, false])('find a damaged byte, and fetch brings that file anew (listing: %s)', async (isListed) => {
    const [cache, { server, url, files }] = [temporaryFolder(), await serveModel({ isListed })];
    expect((await models(cache, 'fetch', url)).exitCode).toBe(0);
    const [part = ''] = partsOf(cache, UNET);
    writeFileSync(
      part,
      Uint8Array.from(readFileSync(part), (byte, i) => (i === 5000 ? byte ^ 1 : byte)),
    );
    const { exitCode, results } = await models(cache, 'check', url, '--forget-damaged');
    expect(exitCode).toBe(7);
    const bad = (results[0]!.files as { path: string; state: string }[]).filter(({ state }) => state !== 'sound');
    expect(bad).toMatchObject([{ path: UNET, state: 'damaged' }]);
    server.requests.length = 0;
    expect((await models(cache, 'fetch', url)).exitCode).toBe(0);
    expect(asked(server).filter((line) => line.startsWith('GET'))).toContain(`GET ${UNET}`);
    expect(asked(server).filter((line) => line === 'GET text_encoder/model.onnx')).toEqual([]);
    expect(await models(cache, 'check')).toMatchObject({
      exitCode: 0,
      results: [{ verdict: 'ok', selfSites: 1, crossSites: 1 }],
    });
    expect(sha256(readFileSync(part))).toBe(sha256(files.get(UNET)!));
  });

  it('name what is missing of a model, and judge one that is not kept without downloading it', async () => {
    const [cache, { server, url }] = [temporaryFolder(), await serveModel()];
    const before = await models(cache, 'check', url);
    expect(before).toMatchObject({ exitCode: 0, results: [{ files: null, verdict: 'ok', selfSites: 1 }] });
    expect(asked(server).every((line) => / bytes=/.test(line) || !/onnx$/.test(line))).toBe(true);
    breakBehind(UNET, 1000);
    await models(cache, 'fetch', url);
    vi.unstubAllGlobals();
    const { exitCode, results } = await models(cache, 'check', url);
    expect(exitCode).toBe(7);
    expect(results[0]?.files).toContainEqual({
      path: UNET,
      state: 'incomplete',
      told: expect.stringMatching(/^incomplete: 1\.0 kB of [\d.]+ kB$/),
    });
  });
});
