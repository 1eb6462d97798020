import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { encodeColorPng } from './color-png.ts';

const COLORS = new Map([
  [0, [0, 0, 0]],
  [7, [10, 20, 30]],
  [255, [255, 254, 253]],
] as const);

it('writes each value as its colour, in RGB', () => {
  const png = decode(encodeColorPng(Uint8Array.of(7, 255, 0, 7), 2, 2, COLORS));
  expect([png.width, png.height, png.depth, png.channels]).toEqual([2, 2, 8, 3]);
  expect([...png.data]).toEqual([10, 20, 30, 255, 254, 253, 0, 0, 0, 10, 20, 30]);
});

it('refuses a value without a colour and a mask of another size', () => {
  expect(() => encodeColorPng(Uint8Array.of(7, 8), 2, 1, COLORS)).toThrow('No colour for the mask value 8.');
  expect(() => encodeColorPng(new Uint8Array(3), 2, 1, COLORS)).toThrow('has 2 values, this one has 3');
});
