import { expect, it } from 'vitest';
import { parseTimesteps } from './parse-timesteps.ts';

it.each([
  ['650, 450,250', [650, 450, 250]],
  [' 250 650;450 450', [650, 450, 250]],
  ['1', [1]],
])('reads %j', (text, timesteps) => expect(parseTimesteps(text)).toEqual(timesteps));

it.each([
  ['', 'at least one'],
  ['0', '"0"'],
  ['1000', '"1000"'],
  ['4.5', '"4.5"'],
  ['-3', '"-3"'],
  [Array.from({ length: 21 }, (_, i) => i + 1).join(' '), '20 timesteps at most'],
])('says what is wrong with %j', (text, message) => expect(parseTimesteps(text)).toContain(message));
