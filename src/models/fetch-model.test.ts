import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fetchModel } from './fetch-model.ts';
import { REQUIRED_FILES } from './model-folder.ts';
import type { DownloadProgress } from './types.ts';

const contentOf = (path: string) => new TextEncoder().encode(`{"file": "${path}"}`);

/** A server of a complete model; `change` replaces what it answers for one path. */
function serve(change: Record<string, () => Response | Promise<Response>> = {}) {
  const files = REQUIRED_FILES.map((path) => ({
    path,
    bytes: contentOf(path).length,
    sha256: createHash('sha256').update(contentOf(path)).digest('hex'),
  }));
  return async (url: string) => {
    const path = url.replace('http://model/', '');
    if (change[path]) return change[path]();
    if (path === 'files.json') return Response.json({ files });
    return new Response(contentOf(path));
  };
}
const load = (fetch: (url: string) => Promise<Response>, progress: DownloadProgress[] = []) =>
  fetchModel({ url: 'http://model', fetch, onProgress: (step) => progress.push(step) });

describe('fetchModel', () => {
  it('brings every file and counts the bytes up to the total', async () => {
    const progress: DownloadProgress[] = [];
    const folder = await load(serve(), progress);
    expect(folder.json('scheduler/scheduler_config.json')).toEqual({ file: 'scheduler/scheduler_config.json' });
    expect(progress.at(-1)?.loadedBytes).toBe(progress.at(-1)?.totalBytes);
    expect(folder.downloadBytes).toBe(progress.at(-1)?.totalBytes);
  });

  it('names a file whose bytes changed', async () => {
    const flipped = contentOf('unet/model.onnx');
    flipped[3] = 0;
    const loading = load(serve({ 'unet/model.onnx': () => new Response(flipped) }));
    await expect(loading).rejects.toMatchObject({ code: 'model-corrupt', details: { file: 'unet/model.onnx' } });
  });

  it('names a file that is too short or too long', async () => {
    for (const body of ['x', 'y'.repeat(500)]) {
      const loading = load(serve({ 'tokenizer/merges.txt': () => new Response(body) }));
      await expect(loading).rejects.toMatchObject({ code: 'model-corrupt', details: { foundBytes: body.length } });
    }
  });

  it('tells a missing file, a server error and a lost connection apart', async () => {
    const answers = {
      'model-missing-file': () => new Response('', { status: 404 }),
      network: () => new Response('', { status: 503, statusText: 'Busy' }),
    };
    for (const [code, answer] of Object.entries(answers)) {
      await expect(load(serve({ 'vae_decoder/config.json': answer }))).rejects.toMatchObject({ code });
    }
    const cut = load(serve({ 'unet/model.onnx': () => Promise.reject(new TypeError('Failed to fetch')) }));
    await expect(cut).rejects.toMatchObject({ code: 'network', details: { file: 'unet/model.onnx' } });
  });

  it('says what a listing should be', async () => {
    const loading = load(serve({ 'files.json': () => new Response('<html>') }));
    await expect(loading).rejects.toMatchObject({ code: 'model-corrupt', details: { file: 'files.json' } });
  });
});
