import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { VOC_20 } from '../core/prompt/voc-20.ts';
import { createNotices } from './notices.ts';
import { createStudioStore } from './studio-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const store = createStudioStore(VOC_20, 1, 'http://studio');
  let ids = 0;
  const notices = createNotices(store, () => `n${++ids}`);
  return { notices, messages: () => store.getState().notices.map(({ message }) => message), store };
}

it('lets no notice go while somebody is at one, and gives the whole time again afterwards', () => {
  const { notices, messages } = start();
  const onGone = vi.fn();
  notices.show({ tone: 'info', message: 'before', onGone });
  vi.advanceTimersByTime(9_000);
  notices.hold(true);
  notices.show({ tone: 'success', message: 'meanwhile' });
  vi.advanceTimersByTime(60_000);
  expect(messages()).toEqual(['before', 'meanwhile']);
  notices.hold(false);
  notices.show({ tone: 'error', message: 'stays' });
  vi.advanceTimersByTime(9_000);
  expect(onGone).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(onGone).toHaveBeenCalledOnce();
  expect(messages()).toEqual(['stays']);
});

it('marks a notice whose words change, so that each change is not read out', () => {
  const { notices, store } = start();
  const id = notices.show({ tone: 'info', message: '0 of 200 done', stays: true });
  expect(store.getState().notices[0]?.isQuiet).toBeUndefined();
  expect(notices.update(id, '1 of 200 done')).toBe(true);
  expect(store.getState().notices[0]).toMatchObject({ message: '1 of 200 done', isQuiet: true });
});
