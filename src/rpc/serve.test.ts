import { type Endpoint, expose, finalizer, proxy, type Remote, wrap } from 'comlink';
import { afterEach, expect, it, vi } from 'vitest';
import { connectEngine } from './client.ts';
import type { EngineApi, GenerateEvent, GenerateRequest } from './contract.ts';
import { FakeWorker } from './fake-worker.ts';
import { serveEngine } from './serve.ts';

const request = { jobId: 'job-1' } as GenerateRequest;
const cancelled = { ok: false, error: { code: 'cancelled', message: 'stopped' } } as const;
const event: GenerateEvent = { kind: 'encoding', jobId: 'job-1' };

let worker: FakeWorker;
const start = (serve: (inside: Endpoint) => void) => {
  worker = new FakeWorker(serve);
  return worker;
};
afterEach(() => worker.terminate());

function engineThatReports(): EngineApi {
  return {
    check: () => Promise.reject(new Error('not used')),
    start: () => Promise.reject(new Error('not used')),
    capturePicture: () => Promise.reject(new Error('not used')),
    addClasses: () => Promise.reject(new Error('not used')),
    async generate(_request, onEvent) {
      onEvent(event);
      return cancelled;
    },
    cancel: async () => {},
  };
}

it('answers only after the page has taken the last event, and then gives the callback back', async () => {
  const remote = wrap(start((inside) => serveEngine(engineThatReports(), inside))) as unknown as EngineApi;
  const order: string[] = [];
  let take = () => {};
  const onEvent = () => {
    order.push('event arrives');
    return new Promise<void>((resolve) => {
      take = resolve;
    });
  };
  const released = vi.fn();
  const callback = proxy(Object.assign(onEvent, { [finalizer]: released }));
  const call = remote.generate(request, callback).then(() => order.push('answer'));
  await vi.waitFor(() => expect(order).toEqual(['event arrives']));
  // A message to the worker and back: an answer that did not wait would have come by now.
  await remote.cancel('job-1');
  expect(order).toEqual(['event arrives']);
  take();
  await call;
  await vi.waitFor(() => expect(released).toHaveBeenCalledOnce());
});

it('keeps events from the page that come after the answer', async () => {
  let sendLate = () => Promise.resolve();
  const careless = {
    async generate(_request: GenerateRequest, onEvent: Remote<(event: GenerateEvent) => void>) {
      sendLate = () => onEvent(event);
      return cancelled;
    },
  };
  const client = connectEngine(() => start((inside) => expose(careless, inside)));
  const onEvent = vi.fn();
  expect(await client.generate(request, onEvent)).toEqual(cancelled);
  await sendLate();
  expect(onEvent).not.toHaveBeenCalled();
});
