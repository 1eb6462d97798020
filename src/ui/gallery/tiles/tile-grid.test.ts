import { expect, it } from 'vitest';
import { gridOf, placeOf, sizeOf, stripOf, tileAfterKey, tilesWithin } from './tile-grid.ts';

const PAGE = { width: 390, height: 300 };

it('lays a strip in one row', () => {
  const strip = stripOf(5000);
  expect(placeOf(strip, 3)).toEqual({ left: 4 + 3 * 72, top: 4 });
  expect(sizeOf(strip)).toEqual({ width: 5000 * 72, height: 72 });
});

it.each([358, 390, 500, 1001])('fills a width of %i with tiles that are no smaller than asked', (width) => {
  const grid = gridOf(100, width, 76);
  expect(grid.side).toBeGreaterThanOrEqual(76);
  const { width: used, height } = sizeOf(grid);
  expect(used).toBeLessThanOrEqual(width);
  expect(width - used, 'less than a pixel a tile is left over').toBeLessThan(grid.columns);
  const { left, top } = placeOf(grid, 99);
  expect(left + grid.side).toBeLessThanOrEqual(width);
  expect(top + grid.side).toBeLessThan(height);
});

it('has one column where not even one tile has room', () => {
  expect(gridOf(3, 40, 76).columns).toBe(1);
  expect(gridOf(3, 0, 76)).toMatchObject({ columns: 1, side: 1 });
});

it('names the tiles that an area touches', () => {
  const strip = stripOf(5000);
  expect(tilesWithin(strip, { left: 0, right: 720, top: 0, bottom: 72 })).toEqual({ from: 0, to: 10 });
  expect(tilesWithin(strip, { left: 7200, right: 7210, top: 0, bottom: 72 })).toEqual({ from: 99, to: 101 });
  const grid = gridOf(50, 358, 76);
  expect(grid.columns).toBe(4);
  expect(tilesWithin(grid, { left: 0, right: 358, top: grid.step * 2 + 10, bottom: grid.step * 3 })).toEqual({
    from: 8,
    to: 12,
  });
  expect(tilesWithin(grid, { left: 0, right: 358, top: grid.step * 12, bottom: grid.step * 90 }).to).toBe(50);
});

it('names none where nothing is seen', () => {
  expect(tilesWithin(stripOf(9), { left: 0, right: 0, top: 0, bottom: 72 })).toEqual({ from: 0, to: 0 });
  expect(tilesWithin(stripOf(0), { left: 0, right: 100, top: 0, bottom: 72 })).toEqual({ from: 0, to: 0 });
});

it('leads along a strip', () => {
  const strip = stripOf(100);
  const go = (index: number, key: string) => tileAfterKey(strip, index, key, PAGE);
  expect(go(0, 'ArrowLeft')).toBeNull();
  expect(go(0, 'ArrowRight')).toBe(1);
  expect(go(99, 'ArrowRight')).toBeNull();
  expect([go(5, 'ArrowUp'), go(5, 'ArrowDown')]).toEqual([null, null]);
  expect([go(5, 'Home'), go(5, 'End')]).toEqual([0, 99]);
  expect([go(50, 'PageUp'), go(50, 'PageDown'), go(2, 'PageUp'), go(98, 'PageDown')]).toEqual([45, 55, 0, 99]);
  expect(go(5, 'x')).toBeNull();
});

it('leads through a grid: across the ends of rows, and within columns', () => {
  const grid = gridOf(10, 358, 76);
  const go = (index: number, key: string) => tileAfterKey(grid, index, key, PAGE);
  expect(go(3, 'ArrowRight')).toBe(4);
  expect([go(5, 'ArrowUp'), go(5, 'ArrowDown')]).toEqual([1, 9]);
  expect(go(6, 'ArrowDown'), 'the last row has no such column').toBeNull();
  expect([go(9, 'PageUp'), go(0, 'PageDown')]).toEqual([0, 9]);
});
