import { expect, it } from 'vitest';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { StudioState } from '../types.ts';
import { createPace, jobCalls, queueRemainingMs } from './job-cost.ts';
import type { Job } from './queue-state.ts';

const settings = (change: object = {}) => ({ steps: 10, guidance: 4, ...change }) as GenerationSettings;

it('counts calls: two a step with guidance, one without, one a re-noise timestep', () => {
  expect(jobCalls(settings())).toBe(20);
  expect(jobCalls(settings({ guidance: 1 }))).toBe(10);
  expect(jobCalls(settings({ guidedTimesteps: [0, 799] }))).toBe(18);
  expect(jobCalls(settings({ renoiseTimesteps: [3, 2, 1] }))).toBe(23);
  expect(jobCalls(settings({ renoiseTimesteps: [3, 2, 1] }), true)).toBe(3);
});

it('follows a machine that got slower, and begins anew on another model', () => {
  const pace = createPace();
  expect(pace.note(100, 10)).toBe(10);
  expect(pace.note(300, 10)).toBe(20);
  for (let i = 0; i < 8; i++) pace.note(300, 10);
  expect(pace.note(300, 10)).toBe(30);
  pace.forget();
  expect(pace.note(50, 10)).toBe(5);
});

const model = { id: 'a', name: 'A', unetSha256: '1' };
const state = (msPerCall: number | null, ...jobs: Partial<Job>[]) =>
  ({
    engine: { phase: 'ready', info: { model } },
    queue: { msPerCall },
    jobs: jobs.map((job) => ({ state: 'queued', settings: settings(), stepMs: 0, remainingMs: 0, ...job })),
  }) as unknown as StudioState;

it('adds up what is left of the running picture and what the waiting ones take', () => {
  const running = { state: 'running', stepMs: 400, remainingMs: 1000 } as const;
  expect(queueRemainingMs(state(100, running, {}, { settings: settings({ steps: 5 }) }))).toBe(1000 + 2000 + 1000);
});

it('goes by the steps of the first picture until it is done, and by nothing before', () => {
  expect(queueRemainingMs(state(null, { state: 'encoding' }, {}))).toBeNull();
  expect(queueRemainingMs(state(null, { state: 'running', stepMs: 400, remainingMs: 1000 }, {}))).toBe(1000 + 4000);
});

it('leaves out what waits for another model', () => {
  const other = { model: { id: 'b', name: 'B', sha256: '2' } };
  expect(queueRemainingMs(state(100, {}, other))).toBe(2000);
  expect(queueRemainingMs(state(100, other))).toBeNull();
});
