import { expect, it } from 'vitest';
import type { PictureSizes } from '../../core/picture-sizes.ts';
import type { Job } from '../../studio/jobs/queue-state.ts';
import type { EngineState, StudioState } from '../../studio/types.ts';
import { generateNote } from './generate-note.ts';

const sizes: PictureSizes = {
  usual: { width: 128, height: 128 },
  latentFactor: 4,
  step: 16,
  isFree: true,
  maxPixels: 1e6,
  crossDownscales: [2],
  selfDownscales: [1],
};
const ready = { phase: 'ready', info: { model: { sizes } } } as EngineState;
const failed: EngineState = { phase: 'failed', error: { code: 'network', message: 'x' } };
const job = (change: Partial<Job>) => ({ state: 'running', step: 0, steps: 25, stepMs: 0, remainingMs: 0, ...change });
const note = (engine: EngineState, ...jobs: Partial<Job>[]) => noteOn({}, engine, ...jobs);
const noteOn = (change: object, engine: EngineState, ...jobs: Partial<Job>[]) =>
  generateNote({
    engine,
    jobs: jobs.map(job),
    draft: { classIds: [8], steps: 25, seed: 7 },
    pictureCount: 1,
    queue: { isPaused: false, isElsewhere: false },
    ...change,
    preview: null,
  } as unknown as StudioState);

it('tells the step, its time and what is left', () => {
  expect(note(ready, {})).toBe('Step 0 of 25');
  const timing = { step: 8, stepMs: 240, remainingMs: 4_080 };
  expect(note(ready, timing, { state: 'queued' })).toBe('Step 8 of 25 · 240 ms a step · 4 s left');
  expect(note(ready, { state: 'decoding' })).toBe('Decoding the picture');
  expect(note(ready, { state: 'refining' })).toBe('Refining attention');
});

it('tells the plan, or what stands in its way', () => {
  expect(note(ready)).toBe('25 steps · seed 7');
  const draft = { classIds: [8], steps: 25, seed: 7 };
  expect(noteOn({ draft: { ...draft, width: 160, height: 96 } }, ready)).toBe('160×96 · 25 steps · seed 7');
  expect(noteOn({ draft: { ...draft, width: 150 } }, ready)).toBe(
    'Choose another picture size: width and height must be multiples of 16 for this model, found 150×128.',
  );
  expect(noteOn({ pictureCount: 12 }, ready)).toBe('12 pictures · 25 steps · seeds from 7');
  expect(noteOn({ draft: { classIds: [8], steps: 4, seed: 7, quick: true } }, ready)).toBe('quick · seed 7');
  expect(note(failed)).toBe('The engine did not start.');
});

it('tells why pictures wait while no job is active', () => {
  expect(note(failed, { state: 'queued' })).toBe('The engine did not start.');
  expect(note({ phase: 'starting', event: null }, { state: 'queued' })).toBe('The model is loading.');
});

it('tells where Generate only adds to the queue', () => {
  const waiting = { state: 'queued' } as const;
  expect(noteOn({ queue: { isPaused: true } }, ready, waiting)).toContain('The queue is paused');
  expect(noteOn({ queue: { isElsewhere: true } }, ready, waiting)).toContain('Another tab');
});
