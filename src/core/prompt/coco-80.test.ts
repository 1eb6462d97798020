import { expect, it } from 'vitest';
import { COCO_80 } from './coco-80.ts';
import { findClassesInCaption } from './find-classes.ts';
import { validateLabelSet } from './label-set.ts';
import { lookOf } from './label-sets/color-vision.ts';
import { labelSetAdvice } from './label-sets/label-set-advice.ts';

const { classes } = COCO_80;

it('is a valid set of 80, with ids without gaps', () => {
  expect(() => validateLabelSet(COCO_80)).not.toThrow();
  expect(classes.map(({ id }) => id)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
});

it('numbers the categories as COCO does: 1 to 90 without the ten that were never released', () => {
  const missing = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];
  const released = Array.from({ length: 90 }, (_, index) => index + 1).filter((id) => !missing.includes(id));
  expect(classes.map(({ cocoCategoryId }) => cocoCategoryId)).toEqual(released);
  const idOf = (name: string) => classes.find((one) => one.name === name)?.cocoCategoryId;
  // From instances_val2017.json.
  expect(['person', 'stop sign', 'backpack', 'bottle', 'dining table', 'tv', 'toothbrush'].map(idOf)).toEqual([
    1, 13, 27, 44, 67, 72, 90,
  ]);
});

it('has no two equal colours, and none that look equal', () => {
  expect(new Set(classes.map(({ color }) => String(color))).size).toBe(80);
  const looks = classes.map(({ color }) => lookOf(color)[0]!);
  const distances = looks.flatMap((a, index) =>
    looks.slice(index + 1).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
  );
  expect(Math.min(...distances)).toBeGreaterThan(0.02);
});

it('has no words for two classes', () => {
  expect(labelSetAdvice(classes)).toEqual([]);
});

it.each([
  ['a man in a parka eats a hot dog', ['person', 'hot dog']],
  ['two teddy bears on a sofa next to a bear', ['teddy bear', 'couch', 'bear']],
  ['knives, wine glasses and a phone', ['knife', 'wine glass', 'cell phone']],
  ['a mouse beside a keyboard and a TV', ['mouse', 'keyboard', 'tv']],
])('finds in “%s” %j', (caption, names) => {
  expect(findClassesInCaption(caption, COCO_80).map(({ name }) => name)).toEqual(names);
});
