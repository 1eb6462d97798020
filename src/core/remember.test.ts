import { expect, it, vi } from 'vitest';
import { remember } from './remember.ts';

it('does the work once, also for calls that come meanwhile', async () => {
  const work = vi.fn(async () => ({}));
  const remembered = remember(work);
  const [first, second] = await Promise.all([remembered(), remembered()]);
  expect(second).toBe(first);
  expect(await remembered()).toBe(first);
  expect(work).toHaveBeenCalledOnce();
});

it('tries again after a failure', async () => {
  const work = vi.fn(async () => 'open').mockRejectedValueOnce(new Error('closed'));
  const remembered = remember(work);
  await expect(remembered()).rejects.toThrow('closed');
  expect(await remembered()).toBe('open');
});
