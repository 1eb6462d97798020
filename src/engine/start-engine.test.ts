import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { StudioError } from '../core/errors.ts';
import type { StartEvent, StartOptions } from '../rpc/contract.ts';
import type { EngineHost } from './engine-host.ts';
import type { OrtModule } from './networks/ort-module.ts';
import { checkChoice, startEngine } from './start-engine.ts';
import { bundledFiles } from './testing/bundled-model.ts';

const options = {
  model: { kind: 'catalogue', id: 'emoji-scenes' },
  baseUrl: 'http://studio',
  forcedBackend: null,
} as const;

/** Node with the repository's files behind its fetch: no page, no worker, no private file system. */
function nodeHost(change: Partial<EngineHost> = {}): EngineHost {
  const files = new Map(bundledFiles().map(({ path, file }) => [`http://studio/models/emoji-scenes/${path}`, file]));
  return {
    gpu: undefined,
    fetch: async (address, { headers, method } = {}) => {
      const file = await files.get(String(address))?.();
      if (!file) return new Response(null, { status: 404 });
      if (method === 'HEAD') return new Response(null, { headers: { 'Content-Length': String(file.size) } });
      const range = /bytes=(\d+)-(\d+)/.exec(new Headers(headers).get('Range') ?? '');
      if (!range) return new Response(file, { headers: { 'Content-Length': String(file.size) } });
      const [start, end] = [Number(range[1]), Math.min(Number(range[2]), file.size - 1)];
      const part = { 'Content-Range': `bytes ${start}-${end}/${file.size}` };
      return new Response(file.slice(start, end + 1), { status: 206, headers: part });
    },
    navigator: {},
    oneThreadReason: null,
    loadOrt: async () => ({ ort: ort as unknown as OrtModule, build: 'native', threads: 2 }),
    openAttention: () => null,
    ...change,
  };
}

const start = async (host: EngineHost, change: Partial<StartOptions> = {}) => {
  const events: StartEvent[] = [];
  return { events, ...(await startEngine(host, { ...options, ...change }, (event) => events.push(event))) };
};

it('starts in Node, with what a page would bring', async () => {
  const { info, model, events } = await start(nodeHost());
  expect(info.backend).toMatchObject({ kind: 'wasm', description: '2 threads' });
  expect(info.model).toMatchObject({ id: 'emoji-scenes', latentSize: 32 });
  expect(model.tokenizer.encode('a cat').ids.length).toBeGreaterThan(2);
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['tokenizer', 'download', 'compile']));
  expect(await checkChoice(nodeHost(), options)).toMatchObject({ preflight: { verdict: 'ok' } });
});

it('says why there is one thread only where there is a reason', async () => {
  const one = { loadOrt: async () => ({ ort: ort as unknown as OrtModule, build: 'native', threads: 1 }) as const };
  const isolated = await start(nodeHost(one));
  expect(isolated.info.backend.description).toBe('1 thread');
  expect(isolated.info.backend.reason).not.toContain('isolated');
  const reason = 'The page is not cross-origin isolated, so only one thread can run.';
  const page = await start(nodeHost({ ...one, oneThreadReason: reason }));
  expect(page.info.backend.reason).toContain(reason);
});

it('tells the failure of the runtime, and of the model first', async () => {
  const loadOrt = () => Promise.reject(new StudioError({ code: 'network', message: 'The runtime did not come.' }));
  await expect(start(nodeHost({ loadOrt }))).rejects.toMatchObject({ code: 'network' });
  const model = { kind: 'catalogue', id: 'none' } as const;
  await expect(start(nodeHost({ loadOrt }), { model })).rejects.toMatchObject({ code: 'model-unsupported' });
});
