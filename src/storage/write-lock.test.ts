import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTurnOfTabs } from './write-lock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A lock of the standard, as far as it is used. */
class FakeLocks {
  #last: Promise<unknown> = Promise.resolve();

  request = (async (_name: string, { signal }: LockOptions, work: () => Promise<unknown>) => {
    const turn = this.#last;
    const given = new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      void turn.then(() => resolve());
    });
    const done = given.then(work);
    this.#last = Promise.allSettled([turn, done]);
    return done;
  }) as LockManager['request'];
}

it('works one after another', async () => {
  const inTurn = inTurnOfTabs(new FakeLocks(), 'test');
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
    return name;
  };
  expect(await Promise.all([inTurn(work('a')), inTurn(work('b'))])).toEqual(['a', 'b']);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

it('does without where the tab before never ends, and throws what the work throws', async () => {
  const locks = new FakeLocks();
  void inTurnOfTabs(locks, 'test')(() => new Promise(() => {}));
  const work = vi.fn(async () => 1);
  const late = inTurnOfTabs(locks, 'test')(work);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await late).toBeNull();
  expect(work).not.toHaveBeenCalled();
  const refused = inTurnOfTabs(new FakeLocks(), 'test')(() => Promise.reject(new Error('refused')));
  await expect(refused).rejects.toThrow('refused');
});
