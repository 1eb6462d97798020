import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withSeldomProgress } from './seldom-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Event = { readonly kind: string; readonly loadedBytes?: number };
const bytes = (loadedBytes: number): Event => ({ kind: 'download', loadedBytes });

/** Work that goes on until `end`. */
function told() {
  const events: Event[] = [];
  let tell: (event: Event) => void = () => undefined;
  let end: () => void = () => undefined;
  const done = withSeldomProgress<Event, void>(
    (event) => events.push(event),
    (give) => {
      tell = give;
      return new Promise((resolve) => {
        end = resolve;
      });
    },
  );
  const loaded = () => events.map(({ loadedBytes }) => loadedBytes);
  const ended = () => {
    end();
    return done;
  };
  return { events, loaded, tell: (event: Event) => tell(event), end: ended };
}

it('tells the first, and the newest every fifty milliseconds', () => {
  const { loaded, tell } = told();
  for (let ms = 0; ms <= 120; ms++, vi.advanceTimersByTime(1)) tell(bytes(ms));
  expect(loaded()).toEqual([0, 49, 99]);
});

it('tells the last of a download that stalls', () => {
  const { loaded, tell } = told();
  for (const one of [1, 2, 3]) tell(bytes(one));
  vi.advanceTimersByTime(50);
  expect(loaded()).toEqual([1, 3]);
  vi.advanceTimersByTime(1000);
  expect(loaded()).toEqual([1, 3]);
});

it('tells what waits before whatever follows, and that at once', () => {
  const { events, tell } = told();
  tell(bytes(1));
  tell(bytes(2));
  tell({ kind: 'compile' });
  tell({ kind: 'compile' });
  expect(events).toEqual([bytes(1), bytes(2), { kind: 'compile' }, { kind: 'compile' }]);
});

it('tells nothing when the work has ended', async () => {
  const { loaded, tell, end } = told();
  tell(bytes(1));
  tell(bytes(2));
  await end();
  await vi.advanceTimersByTimeAsync(1000);
  expect(loaded()).toEqual([1]);
});
