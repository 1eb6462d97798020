import { expect, it } from 'vitest';
import { withDecimalPoint } from './decimal-point.ts';

it('makes a decimal point of the comma that a person types or pastes', () => {
  expect([',', '0,35', '0٫35', '.', '7.5', '12'].map(withDecimalPoint)).toEqual([
    '.',
    '0.35',
    '0.35',
    '.',
    '7.5',
    '12',
  ]);
});

it('guesses nothing of what has several separators', () => {
  for (const text of ['1,234.5', '1,234,567']) expect(withDecimalPoint(text)).toBe(text);
});
