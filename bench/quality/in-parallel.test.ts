import { expect, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

test('runs no more tasks at a time than allowed and answers in their order', async () => {
  let running = 0;
  let most = 0;
  const releases: (() => void)[] = [];
  const task = (value: number) => async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => releases.push(resolve));
    running--;
    return value;
  };
  const all = inParallel([1, 2, 3, 4, 5].map(task), 2);
  for (let done = 0; done < 5; done++) {
    // The last to come is released first, so that results do not come in order.
    await expect.poll(() => releases.length).toBeGreaterThan(0);
    releases.pop()?.();
  }
  expect(await all).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('hands on the first failure', async () => {
  const failing = async () => {
    throw new Error('no picture');
  };
  await expect(inParallel([failing, async () => 1], 1)).rejects.toThrow('no picture');
});
