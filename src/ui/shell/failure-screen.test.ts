import { expect, it, vi } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { whatHappened } from './failure-screen.tsx';

vi.mock('../styles.ts', () => ({}));

it.each([
  [new StudioError({ code: 'settings-invalid', message: 'Correct the label set.' }), 'Correct the label set.'],
  [new TypeError('x is not a function'), 'x is not a function'],
  ['a string', 'a string'],
  [undefined, 'undefined'],
  [new Error(''), 'It gave no reason.'],
])('says what %s is', (error, text) => expect(whatHappened(error)).toBe(text));
