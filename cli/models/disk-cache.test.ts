import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linesOf, ROOT_FOLDER, runHere } from '../testing/run-here.testkit.ts';
import { asked, serveModel, sha256 } from '../testing/served-model.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';
import { type DiskFs, REAL_FS } from '../work/disk.ts';
import { cacheFolderOf } from './cache-folder.ts';
import { openDiskCache } from './open-disk-cache.ts';

const timeout = 60_000;
const UNET = 'unet/model.onnx';
const silent = { report: { note: () => undefined } };

const failing = (code: string) => Object.assign(new Error(`${code}: refused`), { code });

/** A disk on which contents of more than so many bytes do not fit. */
function fullDisk(roomBytes: number): DiskFs {
  return {
    ...REAL_FS,
    open: (async (...args: Parameters<DiskFs['open']>) => {
      const file = await REAL_FS.open(...args);
      const write = file.writeFile.bind(file);
      file.writeFile = async (data, ...rest) => {
        if ((data as Uint8Array).length > roomBytes) throw failing('ENOSPC');
        return write(data, ...rest);
      };
      return file;
    }) as DiskFs['open'],
  };
}

/** A disk that may only be read. */
const READ_ONLY: DiskFs = {
  ...REAL_FS,
  mkdir: async () => Promise.reject(failing('EROFS')),
  rm: async () => Promise.reject(failing('EROFS')),
  rename: async () => Promise.reject(failing('EROFS')),
  open: async (path, flags, mode) =>
    flags === 'r' || flags === undefined ? REAL_FS.open(path, flags, mode) : Promise.reject(failing('EROFS')),
};

/** Brings the UNet's file into a cache. */
async function fetchUnet(folder: string, { url, files }: Awaited<ReturnType<typeof serveModel>>, disk = REAL_FS) {
  const { cache } = await openDiskCache(folder, { ...silent, disk });
  const bytes = files.get(UNET)!;
  const file = { path: UNET, bytes: bytes.length, sha256: sha256(bytes) };
  return cache.fetchFile({ model: url, file, address: `${url}/${UNET}`, fetch });
}

describe('a cache of models on disk', { timeout }, () => {
  it('ends with a sentence when the disk is full, and goes on when there is room', async () => {
    const [folder, model] = [temporaryFolder(), await serveModel()];
    await expect(fetchUnet(folder, model, fullDisk(1000))).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringMatching(
        /^Expected room for 5\.5 kB of unet\/model\.onnx on the disk of .* Free some space/,
      ),
    });
    expect(readdirSync(folder, { recursive: true }).filter((name) => /part-|\.writing$/.test(String(name)))).toEqual(
      [],
    );
    const { blob, check } = await fetchUnet(folder, model);
    expect([check, new Uint8Array(await blob.arrayBuffer())]).toEqual(['sha256', model.files.get(UNET)]);
  });

  it('serves what it has where it may only be read, and says so where it lacks something', async () => {
    const [folder, model] = [temporaryFolder(), await serveModel()];
    await fetchUnet(folder, model);
    model.server.requests.length = 0;
    expect(await fetchUnet(folder, model, READ_ONLY)).toMatchObject({ check: 'sha256' });
    const { cache } = await openDiskCache(folder, { ...silent, disk: READ_ONLY });
    expect(await cache.list()).toMatchObject([{ model: model.url }]);
    const other = { ...model, url: model.url.replace('/small', '/other') };
    await expect(fetchUnet(folder, other, READ_ONLY)).rejects.toMatchObject({
      code: 'storage-unavailable',
      message: expect.stringContaining("it is read-only, or another user's. Name another folder with --cache"),
    });
    await expect(cache.remove(model.url)).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(asked(model.server)).toEqual([]);
  });

  it('puts a file together that lies in several pieces', async () => {
    const { cache } = await openDiskCache(temporaryFolder(), silent);
    const bytes = new Uint8Array(Buffer.alloc(40_000_000, 'a pattern of 31 bytes, a prime .'));
    const file = { path: 'big.bin', bytes: bytes.length, sha256: sha256(bytes) };
    const load = async () => new Response(bytes);
    await cache.fetchFile({ model: 'https://m', file, address: 'https://m/big.bin', fetch: load });
    const found = await cache.find('https://m', file);
    const end = new Uint8Array(await found!.blob.slice(33_000_000, 38_000_000).arrayBuffer());
    expect(Buffer.compare(end, bytes.subarray(33_000_000, 38_000_000))).toBe(0);
  });
});

describe('two processes', { timeout }, () => {
  const entry = join(ROOT_FOLDER, 'cli/dataset-diffusion.mjs');

  /** `models fetch` in a process of its own. */
  function start(url: string, cache: string) {
    const child = spawn(process.execPath, [entry, 'models', 'fetch', url, '--cache', cache, '--json']);
    onTestFinished(() => void child.kill('SIGKILL'));
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    const isTold = (event: string) =>
      new Promise<void>((resolve) => {
        child.stderr.on('data', (text) => {
          stderr += text;
          if (stderr.includes(`"event":"${event}"`)) resolve();
        });
      });
    const waits = isTold('waiting');
    const ended = new Promise<{ exitCode: number | null; results: object[]; stderr: string }>((resolve) => {
      child.on('close', (exitCode) => resolve({ exitCode, results: linesOf(stdout), stderr }));
    });
    return { child, waits, ended };
  }

  it('that want one model download it once: the second says so, and waits', async () => {
    const [cache, { server, url, files }] = [temporaryFolder(), await serveModel()];
    const bytes = files.get(UNET)!;
    // The first one's connection stands still until the second has said that it waits.
    server.files.set(`small/${UNET}`, { bytes, etag: '"one"', breakAfter: 1000 });
    const both = [start(url, cache), start(url, cache)];
    await Promise.race(both.map(({ waits }) => waits));
    server.files.set(`small/${UNET}`, { bytes, etag: '"one"' });
    server.breakOff();
    const ended = await Promise.all(both.map(({ ended }) => ended));
    expect(
      ended.map(({ exitCode }) => exitCode),
      ended.map(({ stderr }) => stderr).join('\n'),
    ).toEqual([0, 0]);
    // The rest of a file that broke off may be all of it: bytes that nobody had read go with the connection.
    const whole = asked(server).filter((line) => line.startsWith(`GET ${UNET}`));
    expect(whole.length).toBeLessThanOrEqual(2);
    for (const path of files.keys())
      if (path !== UNET) expect(asked(server).filter((line) => line === `GET ${path}`)).toHaveLength(1);
  });

  it('one of which was killed leave its lock and its part to the next', async () => {
    const [cache, { server, url, files }] = [temporaryFolder(), await serveModel()];
    const bytes = files.get(UNET)!;
    server.files.set(`small/${UNET}`, { bytes, etag: '"one"', breakAfter: 1000 });
    const first = start(url, cache);
    await expect
      .poll(() => asked(server).filter((line) => line === `GET ${UNET}`), { timeout: 30_000 })
      .toHaveLength(1);
    first.child.kill('SIGKILL');
    await first.ended;
    server.files.set(`small/${UNET}`, { bytes, etag: '"one"' });
    expect((await runHere(['models', 'fetch', url, '--cache', cache, '--quiet'])).exitCode).toBe(0);
    expect((await runHere(['models', 'check', '--cache', cache, '--quiet'])).exitCode).toBe(0);
  });

  it('one of which downloads: the other does not remove the model', async () => {
    const [cache, { url }] = [temporaryFolder(), await serveModel()];
    await runHere(['models', 'fetch', url, '--cache', cache, '--quiet']);
    const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);
    mkdirSync(join(cache, 'locks'), { recursive: true });
    const lock = join(cache, 'locks', `${hash(url)}-${hash(UNET)}.lock`);
    // The number of the process that runs the tests of this one, which lives.
    writeFileSync(lock, JSON.stringify({ pid: process.ppid, host: hostname(), token: 'x' }));
    const { exitCode, stderr } = await runHere(['models', 'remove', url, '--cache', cache, '--quiet']);
    expect([exitCode, stderr]).toEqual([6, expect.stringContaining('a process downloads it')]);
  });
});

it.each([
  [false, {}, 'linux', null],
  ['mine', { DATASET_DIFFUSION_CACHE: '/env', XDG_CACHE_HOME: '/xdg' }, 'linux', join(process.cwd(), 'mine')],
  [undefined, { DATASET_DIFFUSION_CACHE: '/env', XDG_CACHE_HOME: '/xdg' }, 'linux', '/env'],
  [undefined, { XDG_CACHE_HOME: '/xdg' }, 'linux', '/xdg/dataset-diffusion'],
  [undefined, { XDG_CACHE_HOME: 'relative' }, 'linux', '/home/me/.cache/dataset-diffusion'],
  [undefined, {}, 'darwin', '/home/me/Library/Caches/dataset-diffusion'],
  [undefined, { LOCALAPPDATA: '/local' }, 'win32', '/local/dataset-diffusion/Cache'],
] as const)('--cache %s with %j on %s is %s', (asked, env, platform, folder) => {
  expect(cacheFolderOf(asked, { env, platform, home: '/home/me' })).toBe(folder);
});
