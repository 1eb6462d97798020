import { expect, test } from 'vitest';
import { VOC_20 } from '../../../core/prompt/voc-20.ts';
import { MAX_BRUSH_SIZE } from '../../../studio/edit/types.ts';
import { stepSize } from './step-size.ts';
import { paintableValues, valueName } from './value-names.ts';

test('size keys go through all small sizes, reach both ends and lead back', () => {
  const up = [1];
  while ((up.at(-1) as number) < MAX_BRUSH_SIZE) up.push(stepSize(up.at(-1) as number, 1));
  expect(up.slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(up.length).toBeLessThan(25);
  const down = [MAX_BRUSH_SIZE];
  while ((down.at(-1) as number) > 1) down.push(stepSize(down.at(-1) as number, -1));
  expect(down.length).toBeLessThan(30);
  expect(stepSize(1, -1)).toBe(1);
  expect(stepSize(MAX_BRUSH_SIZE, 1)).toBe(MAX_BRUSH_SIZE);
});

test('a picture’s own classes come first, then background and void; each once', () => {
  const { own, others } = paintableValues(VOC_20, [8, 9]);
  expect(own.map((id) => valueName(VOC_20, id))).toEqual(['cat', 'chair', 'background', 'void']);
  expect(others).toHaveLength(18);
  expect(others).not.toContain(8);
  expect(valueName(VOC_20, 200)).toBe('class 200');
});
