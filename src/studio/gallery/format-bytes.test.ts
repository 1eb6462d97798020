import { expect, it } from 'vitest';
import { formatBytes } from './format-bytes.ts';

it.each([
  [-1, '0 B'],
  [0, '0 B'],
  [999, '999 B'],
  [1_500, '1.5 kB'],
  [9_960, '10 kB'],
  [999_600, '1.0 MB'],
  [23_400_000, '23 MB'],
  [5_200_000_000, '5.2 GB'],
  [2_000_000_000_000_000, '2000 TB'],
])('writes %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
