import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stemsOf } from './stems.ts';

const createdAt = '2026-11-22T10:38:42.123Z';

it('is time, seed and the beginning of the id', () => {
  const stems = stemsOf([{ id: '1A2B3C4D-5e6f-0000', createdAt, seed: 42 }]);
  expect(stems.get('1A2B3C4D-5e6f-0000')).toBe('20261122-103842123_42_1a2b3c4d');
});

it('writes times of other zones as UTC', () => {
  const stems = stemsOf([{ id: 'a', createdAt: '2026-11-23T01:00:00+05:00', seed: 0 }]);
  expect(stems.get('a')).toBe('20261122-200000000_0_a');
});

it('is unique without regard to case, safe, and the same in any order', () => {
  const id = fc.stringMatching(/^[aAbB\-_.é/]{1,12}$/);
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 30 }), (ids) => {
      const pairs = ids.map((one) => ({ id: one, createdAt, seed: 1 }));
      const stems = stemsOf(pairs);
      const values = [...stems.values()];
      expect(new Set(values).size).toBe(ids.length);
      for (const stem of values) expect(stem).toMatch(/^[a-z0-9_-]+$/);
      expect(stemsOf([...pairs].reverse())).toEqual(stems);
    }),
  );
});

it('sorts by time', () => {
  const times = ['2026-11-22T10:38:42.124Z', '2025-01-01T00:00:00.000Z', '2026-11-22T10:38:42.123Z'];
  const stems = stemsOf(times.map((time, i) => ({ id: `id${i}`, createdAt: time, seed: 9 - i })));
  expect([...stems].sort((a, b) => (a[1] < b[1] ? -1 : 1)).map(([one]) => one)).toEqual(['id1', 'id2', 'id0']);
});

it('refuses a time that is none and repeated ids', () => {
  expect(() => stemsOf([{ id: 'a', createdAt: 'yesterday', seed: 0 }])).toThrow('ISO 8601');
  const pair = { id: 'a', createdAt, seed: 0 };
  expect(() => stemsOf([pair, pair])).toThrow('unique');
});
