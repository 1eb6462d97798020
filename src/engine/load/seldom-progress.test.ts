import { expect, it } from 'vitest';
import { seldomProgress } from './seldom-progress.ts';

type Event = { readonly kind: string; readonly loadedBytes?: number; readonly totalBytes?: number };
const bytes = (loadedBytes: number): Event => ({ kind: 'download', loadedBytes, totalBytes: 100 });

function told() {
  const events: Event[] = [];
  const clock = { ms: 0 };
  return {
    events,
    clock,
    tell: seldomProgress<Event>(
      (event) => events.push(event),
      () => clock.ms,
    ),
  };
}

it('tells the first, one now and then, and the last', () => {
  const { events, clock, tell } = told();
  for (let loaded = 0; loaded <= 100; loaded++, clock.ms++) tell(bytes(loaded));
  expect(events.map(({ loadedBytes }) => loadedBytes)).toEqual([0, 50, 100]);
});

it('tells what waits before whatever follows, and that at once', () => {
  const { events, tell } = told();
  tell(bytes(1));
  tell(bytes(2));
  tell({ kind: 'compile' });
  tell({ kind: 'compile' });
  expect(events).toEqual([bytes(1), bytes(2), { kind: 'compile' }, { kind: 'compile' }]);
});

it('is as seldom where no server tells sizes, so that all that came is always all that is known of', () => {
  const { events, clock, tell } = told();
  const unsized = (loaded: number): Event => ({ kind: 'download', loadedBytes: loaded, totalBytes: loaded });
  for (let loaded = 0; loaded <= 100; loaded++, clock.ms++) tell(unsized(loaded));
  tell({ kind: 'compile' });
  expect(events.map(({ loadedBytes }) => loadedBytes)).toEqual([0, 50, 100, undefined]);
});
