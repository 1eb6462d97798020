import { expect, it } from 'vitest';
import { COCO_80 } from '../../core/prompt/coco-80.ts';
import { leastDistance, seenAs } from '../../core/prompt/label-sets/color-vision.ts';
import type { LabelSet, Rgb } from '../../core/prompt/types.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { screenColors } from './screen-colors.ts';

const colors = [...screenColors(VOC_20).values()];
const nearest = (all: readonly Rgb[]) =>
  Math.min(...all.flatMap((a, index) => all.slice(index + 1).map((b) => leastDistance(a, b))));

it('knows OKLab’s white, and that red and green of one lightness are near for a deuteranope', () => {
  expect(seenAs([255, 255, 255], 'full').map((value) => Math.round(value * 1000) / 1000)).toEqual([1, 0, 0]);
  const [red, green]: Rgb[] = [
    [200, 90, 60],
    [130, 130, 50],
  ];
  expect(leastDistance(red!, green!)).toBeLessThan(0.08);
});

it('gives every class a vivid colour of its own, neither near black nor near white', () => {
  expect(new Set(colors.map(String)).size).toBe(20);
  for (const color of colors) {
    const [lightness, a, b] = seenAs(color, 'full');
    expect(lightness).toBeGreaterThan(0.45);
    expect(lightness).toBeLessThan(0.95);
    expect(Math.hypot(a, b)).toBeGreaterThan(0.08);
  }
});

it('keeps twenty classes apart for every kind of eye, which the data set’s own colours do not', () => {
  expect(nearest(colors)).toBeGreaterThan(0.04);
  expect(nearest(VOC_20.classes.map(({ color }) => color))).toBeLessThan(0.03);
});

it('gives COCO’s classes colours that all differ', () => {
  expect(new Set([...screenColors(COCO_80).values()].map(String)).size).toBe(80);
});

it('shows a person’s own set in the colours that they chose', () => {
  const own: LabelSet = { id: 'own', name: 'own', classes: [{ ...VOC_20.classes[0]!, color: [1, 2, 3] }] };
  expect(screenColors(own)).toEqual(new Map([[1, [1, 2, 3]]]));
});
