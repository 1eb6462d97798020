import { describe, expect, it } from 'vitest';
import type { StudioState } from '../../studio/types.ts';
import { progressText } from './progress-text.ts';

const at = (step: number, state = 'running') =>
  ({
    engine: { phase: 'ready' },
    queue: { made: 0 },
    jobs: [{ id: 'j', state, step, steps: 20 }],
  }) as unknown as StudioState;

describe('progressText', () => {
  it('says the same within a quarter and something new after it', () => {
    expect(progressText(at(1))).toBe(progressText(at(4)));
    expect(progressText(at(5))).toBe('Generating: 25 percent');
    expect(progressText(at(20))).toBe('Generating: 100 percent');
  });

  it('tells of many pictures by the whole of them', () => {
    const { jobs } = at(10);
    const many = (made: number, waiting: number) =>
      progressText({
        engine: { phase: 'ready' },
        queue: { made },
        jobs: [...jobs, ...Array.from({ length: waiting }, () => ({ state: 'queued' }))],
      } as unknown as StudioState);
    expect(many(0, 7)).toBe('Generating 8 pictures');
    expect(many(1, 6)).toBe('Generating 8 pictures');
    expect(many(2, 5)).toBe('Generating 8 pictures: 25 percent');
    expect(many(7, 0)).toBe('Generating 8 pictures: 75 percent');
  });

  it('tells the same of a download', () => {
    const loading = (loadedBytes: number, totalBytes = 100) =>
      progressText({
        model: { name: 'SD-Turbo' },
        engine: { phase: 'starting', event: { kind: 'download', file: 'x', loadedBytes, totalBytes } },
      } as unknown as StudioState);
    expect(loading(20)).toBe('SD-Turbo is loading');
    expect(loading(20, 0)).toMatch(/^SD-Turbo is loading/);
    expect(loading(74)).toBe('SD-Turbo is loading: 50 percent');
  });

  const idle = (change: object = {}) =>
    progressText({
      engine: { phase: 'ready' },
      queue: { made: 0 },
      jobs: [],
      exporting: { phase: 'idle', done: 0, total: 0 },
      ...change,
    } as unknown as StudioState);

  it('says when a model or a picture is there, and is silent where a failure is told', () => {
    expect(idle()).toBe('Ready');
    expect(idle({ engine: { phase: 'failed' } })).toBe('');
  });

  it('tells of what is added to a finished picture', () => {
    expect(idle({ adding: { step: 0, steps: 0 } })).toBe('Adding a class');
    expect(idle({ adding: { step: 4, steps: 8 } })).toBe('Adding a class: 50 percent');
  });

  it('tells of an export, and of a picture rather than of an export', () => {
    const exporting = { phase: 'running', done: 150, total: 200, remainingMs: null };
    expect(idle({ exporting })).toBe('Exporting: 75 percent');
    expect(idle({ exporting, jobs: at(5).jobs })).toBe('Generating: 25 percent');
    expect(idle({ exporting: { ...exporting, phase: 'cancelling' } })).toBe('Cancelling the export');
  });
});
