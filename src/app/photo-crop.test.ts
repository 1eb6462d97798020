import { expect, it } from 'vitest';
import { photoCrop } from './photo-crop.ts';

it.each([
  [4000, 3000, { x: 500, y: 0, size: 3000 }],
  [3, 8, { x: 0, y: 2, size: 3 }],
  [128, 128, { x: 0, y: 0, size: 128 }],
])('finds the middle of %i by %i', (width, height, square) => expect(photoCrop(width, height)).toEqual(square));
