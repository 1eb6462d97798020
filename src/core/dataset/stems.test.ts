import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairStems, stemsOf } from './stems.ts';

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

describe('names that people give', () => {
  const stemsFor = (...names: string[]) => [
    ...stemsOf(names.map((name, i) => ({ id: `id${i}`, createdAt, seed: 1, name }))).values(),
  ];

  it('makes three stems of “cat”, “cat” and “Cat” where a file system does not tell them apart', () => {
    const stems = stemsFor('cat', 'cat', 'Cat');
    expect(stems).toEqual(['cat', 'cat-2', 'Cat-3']);
    expect(new Set(stems.map((stem) => stem.toLowerCase())).size).toBe(3);
  });

  it('does not take a stem that another pair is called', () => {
    expect(stemsFor('cat', 'cat', 'cat-2')).toEqual(['cat', 'cat-3', 'cat-2']);
  });

  it.each([
    ['0.jpg', '0'],
    ['my cat.v2.png', 'my_cat_v2'],
    ['猫 é.JPG', '猫_é'],
    ['é', 'é'],
    ['../../etc/passwd', 'etc_passwd'],
    ['nul', 'nul_'],
    ['a:b*c?"<>|', 'a_b_c'],
    ['x'.repeat(300), 'x'.repeat(100)],
  ])('writes %j as %j', (name, stem) => {
    expect(stemsFor(name)).toEqual([stem]);
  });

  it('takes a pair’s file name, and the time for pairs without one', () => {
    const pair = { createdAt, settings: { seed: 7 } };
    const stems = pairStems([
      { ...pair, id: 'a', fileName: 'cat.jpg' },
      { ...pair, id: 'b', fileName: 'Cat.png' },
      { ...pair, id: 'c' },
    ]);
    expect([...stems.values()]).toEqual(['cat', 'Cat-2', '20261122-103842123_7_c']);
  });

  it('takes the time where nothing of a name is left', () => {
    expect(stemsFor('...')[0]).toMatch(/^2026/);
  });
});
