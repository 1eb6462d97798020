import { expect, it } from 'vitest';
import type { Rgb } from '../types.ts';
import { leastDistance } from './color-vision.ts';
import { vividColors } from './vivid-colors.ts';

const BLACK: Rgb = [0, 0, 0];

it.each([1, 20, 80, 254])('gives %i colours that all differ', (count) => {
  const colors = vividColors(count, [BLACK]);
  expect(new Set(colors.map(String)).size).toBe(count);
});

it('keeps away from what is taken, however near that is to its own first choice', () => {
  const taken = vividColors(60);
  const more = vividColors(60, taken);
  expect(new Set([...taken, ...more].map(String)).size).toBe(120);
  expect(vividColors(3, vividColors(1))).toEqual(vividColors(4).slice(1));
});

it('fills a set of 254 up, whatever half of it was', () => {
  const taken = vividColors(127);
  expect(new Set([...taken, ...vividColors(127, taken)].map(String)).size).toBe(254);
});

it('keeps twenty colours apart for every kind of eye', () => {
  const colors = vividColors(20);
  const distances = colors.flatMap((a, index) => colors.slice(index + 1).map((b) => leastDistance(a, b)));
  expect(Math.min(...distances)).toBeGreaterThan(0.04);
});
