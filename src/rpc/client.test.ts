import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectEngine, connectExport, connectTuning } from './client.ts';
import type { EngineApi, EngineInfo, GenerateEvent, GenerateRequest, StartOptions } from './contract.ts';
import { FakeWorker } from './fake-worker.ts';
import { serveEngine, serveExport, serveTuning } from './serve.ts';
import type { TuningApi } from './tuning-contract.ts';

const options: StartOptions = {
  model: { kind: 'catalogue', id: 'm' },
  baseUrl: 'http://studio',
  forcedBackend: null,
};
const info = { model: { id: 'm' } } as EngineInfo;
const request = { jobId: 'job-1' } as GenerateRequest;
const never = new Promise<never>(() => {});

const engine: EngineApi = {
  check: () => never,
  start: async () => ({ ok: true, value: info }),
  generate: () => never,
  capturePicture: () => never,
  addClasses: () => never,
  cancel: async () => {},
};

const workers: FakeWorker[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

function connect(api: Partial<EngineApi>) {
  const client = connectEngine(() => {
    const worker = new FakeWorker((inside) => serveEngine({ ...engine, ...api }, inside));
    workers.push(worker);
    return worker;
  });
  const lastWorker = () => workers[workers.length - 1]!;
  return { client, lastWorker };
}

describe('a worker whose script never answers', () => {
  afterEach(() => void vi.useRealTimers());

  it('fails the call after a minute, and a restart starts another', async () => {
    vi.useFakeTimers();
    let isDumb = true;
    const client = connectEngine(() => {
      const worker = new FakeWorker((inside) => {
        if (!isDumb) serveEngine(engine, inside);
      });
      workers.push(worker);
      return worker;
    });
    const failed = client.start(options, () => {});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await failed).toMatchObject({ ok: false, error: { message: expect.stringContaining('no sign of life') } });
    expect(workers[0]?.terminated).toBe(true);
    isDumb = false;
    client.restart();
    vi.useRealTimers();
    expect(await client.start(options, () => {})).toEqual({ ok: true, value: info });
  });

  it('is waited for no longer once its script has loaded, however long its first call takes', async () => {
    const stopped = vi.spyOn(globalThis, 'clearTimeout');
    const { client } = connect({ check: () => never });
    void client.check(options);
    await vi.waitFor(() => expect(stopped).toHaveBeenCalled());
    stopped.mockRestore();
  });
});

describe('a call that the worker answers', () => {
  it('delivers the value and starts the worker only with the first call', async () => {
    const { client } = connect({});
    expect(workers).toHaveLength(0);
    expect(await client.start(options, () => {})).toEqual({ ok: true, value: info });
    expect(workers).toHaveLength(1);
  });

  it('delivers an expected failure as a value with its code and details', async () => {
    const error = { code: 'model-corrupt', message: 'bad bytes', details: { file: 'unet' } } as const;
    const { client } = connect({ start: async () => ({ ok: false, error }) });
    expect(await client.start(options, () => {})).toEqual({ ok: false, error });
  });

  it('rejects with the stack of the worker when it has a bug', async () => {
    function buggyKernel(): never {
      throw new TypeError('x is undefined');
    }
    const { client } = connect({ start: async () => buggyKernel() });
    const error = await client.start(options, () => {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TypeError', message: 'x is undefined' });
    expect((error as Error).stack).toContain('buggyKernel');
  });

  it('delivers every event in order and before the answer', async () => {
    const { client } = connect({
      generate: async (_request, onEvent) => {
        for (let step = 1; step <= 50; step++) {
          onEvent({ kind: 'step', jobId: 'job-1', step, steps: 50, stepMs: 1, remainingMs: 0 });
        }
        return { ok: false, error: { code: 'cancelled', message: 'stopped' } };
      },
    });
    const steps: number[] = [];
    await client.generate(request, (event) => event.kind === 'step' && steps.push(event.step));
    expect(steps).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('ends with the error of a callback that throws', async () => {
    const { client } = connect({
      generate: (_request, onEvent) => {
        onEvent({ kind: 'encoding', jobId: 'job-1' });
        return never;
      },
    });
    const call = client.generate(request, () => {
      throw new RangeError('page bug');
    });
    await expect(call).rejects.toThrow('page bug');
  });

  it('moves pixel buffers instead of copying them', async () => {
    const rgba = new Uint8ClampedArray(16);
    const scores = new Uint8Array(8);
    let received: GenerateEvent | undefined;
    const { client } = connect({
      generate: async (_request, onEvent) => {
        onEvent({ kind: 'estimate', jobId: 'job-1', step: 1, picture: { width: 2, height: 2, rgba } });
        return { ok: false, error: { code: 'cancelled', message: 'stopped' } };
      },
    });
    await client.generate(request, (event) => {
      received = event;
    });
    expect(received).toMatchObject({ picture: { rgba: new Uint8ClampedArray(16) } });
    expect(rgba.byteLength).toBe(0);

    const segment: TuningApi['segment'] = async () => ({ ok: true, value: { scores } as never });
    const labels = new Int32Array(4);
    const split: TuningApi['split'] = async () => ({ ok: true, value: { objects: { labels } } as never });
    const worker = new FakeWorker((inside) => serveTuning({ open: () => never, segment, split }, inside));
    workers.push(worker);
    const tuning = connectTuning(() => worker);
    const answer = await tuning.segment('p', {} as never);
    expect(answer).toEqual({ ok: true, value: { scores: new Uint8Array(8) } });
    expect(scores.byteLength).toBe(0);
    expect(await tuning.split('p', {} as never, null)).toEqual({
      ok: true,
      value: { objects: { labels: new Int32Array(4) } },
    });
    expect(labels.byteLength).toBe(0);
  });
});

describe('a worker that dies', () => {
  it.each([
    [
      'an uncaught error',
      (worker: FakeWorker) => worker.crash('out of bounds'),
      'out of bounds, diffusion.worker.js:7',
    ],
    ['an unreadable message', (worker: FakeWorker) => worker.garble(), 'could not be read'],
    ['a script that does not load', (worker: FakeWorker) => worker.crash(''), 'could not be loaded'],
  ])('settles all pending calls after %s', async (_what, kill, message) => {
    const { client, lastWorker } = connect({ cancel: () => never });
    const pending = Promise.all([
      client.generate(request, () => {}),
      client.generate(request, () => {}),
      client.cancel('job-1'),
    ]);
    kill(lastWorker());
    const [first, second, cancelled] = await pending;
    expect(first).toMatchObject({ ok: false, error: { code: 'worker-crashed' } });
    expect(first.ok ? '' : first.error.message).toContain(message);
    expect(second).toEqual(first);
    expect(cancelled).toBeUndefined();
    expect(lastWorker().terminated).toBe(true);
  });

  it('settles pending calls after terminate, and fails later ones at once', async () => {
    const { client } = connect({});
    const pending = client.generate(request, () => {});
    client.terminate();
    expect(await pending).toMatchObject({ ok: false, error: { code: 'worker-crashed' } });
    expect(await client.start(options, () => {})).toMatchObject({ ok: false, error: { code: 'worker-crashed' } });
    expect(workers).toHaveLength(1);
  });

  it('works again after restart, in a new worker', async () => {
    const { client, lastWorker } = connect({});
    const pending = client.generate(request, () => {});
    lastWorker().crash('boom');
    await pending;
    client.restart();
    expect(await client.start(options, () => {})).toEqual({ ok: true, value: info });
    expect(workers).toHaveLength(2);
  });

  it('tells listeners of a crash also while idle, but not of terminate', async () => {
    const { client, lastWorker } = connect({});
    const crashes: string[] = [];
    const unsubscribe = client.onCrash((failure) => crashes.push(failure.code));
    await client.start(options, () => {});
    lastWorker().crash('boom');
    expect(crashes).toEqual(['worker-crashed']);
    client.restart();
    await client.start(options, () => {});
    client.terminate();
    expect(crashes).toHaveLength(1);
    unsubscribe();
  });

  it('starts its worker before the first call, once', async () => {
    const { client } = connect({});
    client.wake();
    client.wake();
    expect(workers).toHaveLength(1);
    expect(await client.start(options, () => {})).toMatchObject({ ok: true });
    expect(workers).toHaveLength(1);
  });

  it('ignores a late error of a worker that was replaced', async () => {
    const { client } = connect({});
    await client.start(options, () => {});
    client.restart();
    await client.start(options, () => {});
    workers[0]!.crash('late');
    expect(await client.start(options, () => {})).toMatchObject({ ok: true });
  });
});

it('reports export progress and takes a cancel meanwhile', async () => {
  let cancel = (_: string) => {};
  const worker = new FakeWorker((inside) =>
    serveExport(
      {
        exportDataset: async ({ exportId }, onProgress) => {
          onProgress({ done: 1, total: 2, remainingMs: null });
          await new Promise<void>((resolve) => {
            cancel = (id) => id === exportId && resolve();
          });
          return { ok: false, error: { code: 'cancelled', message: 'cancelled' } };
        },
        measureSize: async () => ({ ok: true, value: { bytes: 7, measuredPairs: 1 } }),
        cancel: async (exportId) => cancel(exportId),
      },
      inside,
    ),
  );
  workers.push(worker);
  const client = connectExport(() => worker);
  const labelSet = { id: 'mine', name: 'Mine', classes: [] };
  const request = {
    exportId: 'e',
    pairIds: [],
    choice: { format: 'voc', options: {}, trainPercent: 90 },
    labelSet,
  } as const;
  const seen: unknown[] = [];
  const result = client.exportDataset(request, (progress) => {
    seen.push(progress);
    void client.cancel('e');
  });
  expect(await result).toMatchObject({ error: { code: 'cancelled' } });
  expect(seen).toEqual([{ done: 1, total: 2, remainingMs: null }]);
});
