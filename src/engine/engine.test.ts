import { expect, it } from 'vitest';
import { Engine } from './engine.ts';
import { openBundledModel } from './testing/bundled-model.ts';
import { classesOf, SETTINGS, tuningFor } from './testing/job.ts';
import { spoiltOrt } from './testing/spoilt-ort.ts';

const OPTIONS = { model: { kind: 'catalogue', id: 'm' }, baseUrl: '', forcedBackend: null } as const;
const ignore = () => undefined;
type Surroundings = ConstructorParameters<typeof Engine>[0];
const notAsked = () => Promise.reject(new Error('not asked'));
const engineThat = (start: Surroundings['start'], check: Surroundings['check'] = notAsked) =>
  new Engine({
    check,
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

it('tells a file that changed while the model was looked at from a bug', async () => {
  const changed = new DOMException('The requested file could not be read', 'NotReadableError');
  expect(await engineThat(notAsked, () => Promise.reject(changed)).check(OPTIONS)).toMatchObject({
    ok: false,
    error: {
      code: 'storage-unavailable',
      message: expect.stringMatching(/^The model could not be looked at: .*again/),
    },
  });
  const bug = new TypeError('undefined is not a model');
  await expect(engineThat(notAsked, () => Promise.reject(bug)).check(OPTIONS)).rejects.toBe(bug);
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
