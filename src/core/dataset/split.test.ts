import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitStems } from './split.ts';

const stemsArbitrary = fc.uniqueArray(fc.stringMatching(/^[a-z0-9_-]{1,8}$/), { minLength: 1, maxLength: 60 });

it('covers all stems once, sorted, with at least one in train and, from two pairs on, one in val', () => {
  fc.assert(
    fc.property(stemsArbitrary, (stems) => {
      const { train, val, trainval } = splitStems(stems);
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
  const split = splitStems(stems);
  expect(splitStems([...stems].reverse())).toEqual(split);
  expect(split.val).toEqual(['s09', 's19']);
  expect(splitStems(stems.slice(0, 12)).val).toEqual(['s09']);
});
