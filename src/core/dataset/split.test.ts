import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitStems } from './split.ts';

const stemsArbitrary = fc.uniqueArray(fc.stringMatching(/^[a-z0-9_-]{1,8}$/), { minLength: 1, maxLength: 60 });

it('covers all stems once, sorted, with at least one in train and, from two pairs on, one in val', () => {
  fc.assert(
    fc.property(stemsArbitrary, (stems) => {
      const { train, val, trainval } = splitStems(stems, 90);
      expect(trainval).toEqual([...stems].sort());
      expect([...train, ...val].sort()).toEqual(trainval);
      expect(train).toEqual([...train].sort());
      expect(train.length).toBeGreaterThan(0);
      expect(val.length).toBe(stems.length === 1 ? 0 : Math.max(1, Math.floor(stems.length / 10)));
    }),
  );
});

it('does not depend on the order given, nor move earlier stems when later ones come', () => {
  const stems = Array.from({ length: 25 }, (_, i) => `s${String(i).padStart(2, '0')}`);
  const split = splitStems(stems, 90);
  expect(splitStems([...stems].reverse(), 90)).toEqual(split);
  expect(split.val).toEqual(['s09', 's19']);
  expect(splitStems(stems.slice(0, 12), 90).val).toEqual(['s09']);
});

it.each([
  [100, []],
  [80, [4, 9]],
  [50, [1, 3, 5, 7, 9]],
  [1, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  [0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
])('spreads val evenly: %d %% for training', (trainPercent, val) => {
  const stems = [...'abcdefghij'];
  expect(splitStems(stems, trainPercent).val).toEqual(val.map((index) => stems[index]));
});

it('leaves no part empty that was asked for, where there are two stems', () => {
  expect(splitStems(['a', 'b'], 1)).toMatchObject({ train: ['a'], val: ['b'] });
  expect(splitStems(['a', 'b'], 99)).toMatchObject({ train: ['a'], val: ['b'] });
  expect(splitStems(['a'], 1)).toMatchObject({ train: ['a'], val: [] });
  expect(splitStems([], 50)).toEqual({ train: [], val: [], trainval: [] });
});
