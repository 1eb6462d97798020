import { expect, it, vi } from 'vitest';
import { webQueueTurn } from './queue-turn.ts';

// Node has Web Locks from 24 on; elsewhere the two rules that the studio needs: one holder, and a queue behind it.
function fakeLocks(): Pick<LockManager, 'request'> {
  let holder: Promise<unknown> | null = null;
  async function request(_name: string, options: LockOptions, work: (lock: Lock | null) => unknown): Promise<unknown> {
    await Promise.resolve();
    if (options.ifAvailable && holder) return work(null);
    while (holder) {
      await Promise.race([holder, new Promise((resolve) => options.signal?.addEventListener('abort', resolve))]);
      if (options.signal?.aborted) throw new DOMException('given up', 'AbortError');
    }
    const held = Promise.resolve(work({} as Lock));
    holder = held;
    try {
      return await held;
    } finally {
      holder = null;
    }
  }
  return { request } as unknown as LockManager;
}

const events = () => ({ granted: vi.fn(), taken: vi.fn() });
const settle = () => new Promise((resolve) => setTimeout(resolve));

it('passes from tab to tab: one has it, the next one hears that, and gets it afterwards', async () => {
  const locks = fakeLocks();
  const [first, second] = [events(), events()];
  const leave = webQueueTurn(locks, 'queue').ask(first);
  await settle();
  webQueueTurn(locks, 'queue').ask(second);
  await settle();
  expect([first.granted, second.taken].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  expect([first.taken, second.granted].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  leave();
  await settle();
  expect(second.granted).toHaveBeenCalledOnce();
});

it('is not given to who has asked no longer', async () => {
  const locks = fakeLocks();
  const [first, second, third] = [events(), events(), events()];
  const leave = webQueueTurn(locks, 'queue').ask(first);
  await settle();
  const leaveWaiting = webQueueTurn(locks, 'queue').ask(second);
  await settle();
  leaveWaiting();
  webQueueTurn(locks, 'queue').ask(third)();
  leave();
  await settle();
  expect(second.granted).not.toHaveBeenCalled();
  expect(third.granted).not.toHaveBeenCalled();
  const fourth = events();
  webQueueTurn(locks, 'queue').ask(fourth);
  await settle();
  expect(fourth.granted).toHaveBeenCalledOnce();
});
