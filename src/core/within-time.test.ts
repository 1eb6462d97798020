import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withinTime } from './within-time.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const tooLate = () => new Error('too late');

test('work that never settles is given up after the limit', async () => {
  const outcome = withinTime(new Promise<never>(() => {}), 10_000, tooLate).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(await Promise.race([outcome, 'still waiting'])).toBe('still waiting');
  await vi.advanceTimersByTimeAsync(1);
  expect(await outcome).toEqual(new Error('too late'));
});

test('work that settles in time keeps its outcome and leaves no timer', async () => {
  expect(await withinTime(Promise.resolve(7), 10, tooLate)).toBe(7);
  await expect(withinTime(Promise.reject(new Error('its own')), 10, tooLate)).rejects.toThrow('its own');
  expect(vi.getTimerCount()).toBe(0);
});
