import { expect, it } from 'vitest';
import { stepInTriangle } from './step-in-triangle.ts';

it.each([
  ['ArrowLeft', { row: 2, column: 1 }, { row: 2, column: 0 }],
  ['ArrowLeft', { row: 2, column: 0 }, null],
  ['ArrowRight', { row: 2, column: 0 }, { row: 2, column: 1 }],
  ['ArrowRight', { row: 2, column: 1 }, null],
  ['ArrowUp', { row: 3, column: 1 }, { row: 2, column: 1 }],
  ['ArrowUp', { row: 3, column: 2 }, null],
  ['ArrowDown', { row: 2, column: 1 }, { row: 3, column: 1 }],
  ['ArrowDown', { row: 3, column: 1 }, null],
  ['Home', { row: 3, column: 2 }, { row: 3, column: 0 }],
  ['End', { row: 3, column: 0 }, { row: 3, column: 2 }],
  ['x', { row: 3, column: 0 }, null],
])('%s leads from %o to %o of four classes', (key, from, to) => {
  expect(stepInTriangle(key, from, 4)).toEqual(to);
});
