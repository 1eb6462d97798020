import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOrder, ordersBetween } from './queue-order.ts';
import type { Job } from './queue-state.ts';

it('makes room before, after and between', () => {
  expect(ordersBetween(null, null, 3)).toEqual([1, 2, 3]);
  expect(ordersBetween(5, null, 2)).toEqual([6, 7]);
  expect(ordersBetween(null, 1, 2)).toEqual([-1, 0]);
  expect(ordersBetween(1, 2, 1)).toEqual([1.5]);
});

it('gives rising places strictly between the neighbours, or says that there is no room', () => {
  const order = fc.option(fc.double({ noNaN: true, min: -1e9, max: 1e9 }));
  fc.assert(
    fc.property(order, order, fc.integer({ min: 1, max: 20 }), (before, after, count) => {
      const orders = ordersBetween(before, after, count);
      if (orders === null) return;
      const all = [before ?? Number.NEGATIVE_INFINITY, ...orders, after ?? Number.POSITIVE_INFINITY];
      expect(orders).toHaveLength(count);
      expect(all.every((one, i) => i === 0 || one > (all[i - 1] ?? one))).toBe(true);
    }),
  );
  expect(ordersBetween(1, 1, 1)).toBeNull();
  expect(ordersBetween(2, 1, 1)).toBeNull();
  expect(ordersBetween(1, 1 + Number.EPSILON, 1)).toBeNull();
});

it('puts the running job first, equal places by id', () => {
  const job = (id: string, order: number, state: Job['state'] = 'queued') => ({ id, order, state }) as Job;
  const jobs = [job('c', 1), job('d', 9, 'running'), job('a', 2), job('b', 1)];
  expect(inOrder(jobs).map(({ id }) => id)).toEqual(['d', 'b', 'c', 'a']);
});
