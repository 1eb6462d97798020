import { expect, it } from 'vitest';
import { Engine } from './engine.ts';
import { openBundledModel } from './testing/bundled-model.ts';
import { classesOf, SETTINGS, tuningFor } from './testing/job.ts';
import { spoiltOrt } from './testing/spoilt-ort.ts';

const OPTIONS = { model: { kind: 'catalogue', id: 'm' }, baseUrl: '', forcedBackend: null } as const;
const ignore = () => undefined;
const engineThat = (start: ConstructorParameters<typeof Engine>[0]['start']) =>
  new Engine({
    check: () => Promise.reject(new Error('not asked')),
    start,
    studioVersion: '0',
    yieldToMessages: () => Promise.resolve(),
    nowMs: () => 0,
    now: () => new Date(0),
  });

it('tells a part of the studio that cannot be loaded from a bug', async () => {
  const gone = new TypeError('Failed to fetch dynamically imported module: https://a.example/ort.mjs');
  expect(await engineThat(() => Promise.reject(gone)).start(OPTIONS, ignore)).toMatchObject({
    ok: false,
    error: { code: 'network', message: expect.stringMatching(/^The engine could not start: .*reload the page/) },
  });
  const bug = new TypeError('undefined is not a model');
  await expect(engineThat(() => Promise.reject(bug)).start(OPTIONS, ignore)).rejects.toBe(bug);
});

it('answers a trap in the runtime with a failure that has the worker replaced', async () => {
  const ort = spoiltOrt('out_sample', () => {
    throw new WebAssembly.RuntimeError('memory access out of bounds');
  });
  const model = await openBundledModel({ ort });
  const backend = { kind: 'wasm', description: '', reason: '', isFallbackAdapter: false } as const;
  const engine = engineThat(async () => ({ model, info: { backend, model: model.info } }));
  await engine.start(OPTIONS, ignore);
  const request = { jobId: 'job', settings: SETTINGS, classes: classesOf(SETTINGS), tuning: tuningFor(model) };
  expect(await engine.generate(request, ignore)).toMatchObject({ ok: false, error: { code: 'worker-crashed' } });
});
