import { expect, test } from 'vitest';
import { all, within } from './verdict.ts';

test('differences hold up to what is allowed, and it is told how large they are', () => {
  expect(within('maps like the twin', [1e-9, 3.2e-8], 1e-7)).toEqual({
    ok: true,
    says: '2 maps like the twin, off by at most 3.2e-8 (allowed 1.0e-7)',
  });
  expect(within('maps', [2e-7, 0], 1e-7)).toMatchObject({ ok: false, says: expect.stringContaining('2.0e-7') });
});

test('nothing compared, or no number, does not hold', () => {
  expect(within('maps', [], 1).ok).toBe(false);
  for (const differences of [[Number.NaN], [0, Number.NaN], [Number.NaN, 0]]) {
    expect(within('maps', differences, 1).ok, String(differences)).toBe(false);
  }
});

test('several hold together', () => {
  const [good, bad] = [within('a', [0], 1), within('b', [2], 1)];
  expect(all(good, good).ok).toBe(true);
  expect(all(good, bad)).toEqual({ ok: false, says: `${good.says}; ${bad.says}` });
});
