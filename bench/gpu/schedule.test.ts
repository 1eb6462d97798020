import { expect, test } from 'vitest';
import { PARTS, type PartName, schedule } from './schedule.ts';

const names = (parts: readonly { readonly name: PartName }[]) => parts.map(({ name }) => name);

test('on a card, what needs none runs beside the others, and the comparison with the CPU comes last', () => {
  const { beside, inTurn } = schedule([], false);
  expect(names(beside)).toEqual(['picture-on-cpu', 'full-size-weights']);
  expect(names(inTurn)).toEqual(['refine', 'kernels', 'attention', 'picture', 'full-size', 'picture-against-cpu']);
});

test('on a software adapter nothing runs beside another, files come before what reads them, and limits are wider', () => {
  const { beside, inTurn } = schedule([], true);
  expect(beside).toEqual([]);
  const order = names(inTurn);
  expect(order.toSorted()).toEqual(Object.keys(PARTS).toSorted());
  expect(order.indexOf('full-size-weights')).toBeLessThan(order.indexOf('full-size'));
  expect(order.indexOf('picture-on-cpu')).toBeLessThan(order.indexOf('picture-against-cpu'));
  expect(order.indexOf('picture')).toBeLessThan(order.indexOf('picture-against-cpu'));
  for (const { name, limitS } of inTurn) expect(limitS).toBe(6 * PARTS[name].limitS);
});

test('one after the other, the limits on a card stay under ten minutes', () => {
  const total = schedule([], false).inTurn.reduce((sum, { limitS }) => sum + limitS, 0);
  expect(total).toBeLessThan(600);
});

test('named parts run in the check’s order, and a name that is none is told', () => {
  expect(names(schedule(['attention', 'refine'], false).inTurn)).toEqual(['refine', 'attention']);
  expect(() => schedule(['refine', 'attntion'], false)).toThrow('No part attntion; there are picture-on-cpu,');
});
