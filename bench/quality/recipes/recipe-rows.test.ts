import { expect, test } from 'vitest';
import { seededUniform } from '../../../src/core/evaluate/seeded-uniform.ts';
import type { MeasuredRecipe } from './measure-recipes.ts';
import { operatingPoints } from './measure-recipes.ts';
import { OverlapLog } from './overlap-log.ts';
import { recipeRows } from './recipe-rows.ts';
import type { Recipe } from './types.ts';

const TRUTH = Uint8Array.of(0, 0, 1, 1);
const PERFECT = TRUTH;
/** IoU of both ids: ½ and ⅔. */
const WRONG = Uint8Array.of(0, 1, 1, 1);

const points = operatingPoints(4, 0.6).slice(0, 3);
const recipe = (name: string, calls: number): Recipe => ({
  group: 'g',
  name,
  source: '',
  looks: Array.from({ length: calls }, (_, block) => ({ timestep: 1, draw: 0, block, mirrored: false })),
  open: () => () => TRUTH,
});

/** @param masks by picture, by point */
function measured(name: string, calls: number, masks: readonly (readonly Uint8Array[])[]): MeasuredRecipe {
  const log = new OverlapLog(points.length, 2);
  for (const one of masks) log.add(one, TRUTH);
  return { recipe: recipe(name, calls), points, log };
}

const rowsOf = (...all: MeasuredRecipe[]) => recipeRows(all, () => seededUniform(3), 50);
const WRONG_MIOU = (100 * (1 / 2 + 2 / 3)) / 2;

test('the log gives back the overlaps of each picture', () => {
  const log = new OverlapLog(2, 2);
  log.add([PERFECT, WRONG], TRUTH);
  const [overlap] = log.at(1);
  expect([...(overlap?.intersection ?? [])]).toEqual([1, 2]);
  expect([...(overlap?.union ?? [])]).toEqual([2, 3]);
  expect(overlap?.pixels).toBe(4);
});

test('rows compare each recipe with the baseline, each at its own best point', () => {
  const pictures = 6;
  const baseline = measured(
    'baseline',
    3,
    Array.from({ length: pictures }, () => [PERFECT, WRONG, WRONG]),
  );
  const better = measured(
    'better',
    6,
    Array.from({ length: pictures }, () => [WRONG, WRONG, PERFECT]),
  );
  const [own, row] = rowsOf(baseline, better);
  // The default is no point of the grid: the baseline's best is wrong everywhere.
  expect(own?.best.value).toBeCloseTo(WRONG_MIOU, 1);
  expect(own?.atDefault.value).toBe(100);
  expect(own?.gain.value).toBe(0);
  expect(row?.best).toMatchObject({ value: 100, tau: points[2]?.tau, threshold: points[2]?.threshold });
  expect(row?.cost).toBe(2);
  expect(row?.gain.value).toBeCloseTo(100 - WRONG_MIOU, 1);
  expect(row?.gain.low).toBeCloseTo(100 - WRONG_MIOU, 1);
  expect(row?.crossFitGain.value).toBeCloseTo(100 - WRONG_MIOU, 1);
});

test('a gain that tuning alone made is none where the point comes from the other half', () => {
  // Which point is right depends on the half, so the other half's choice is always wrong.
  const unlucky = Array.from({ length: 6 }, (_, picture) =>
    picture % 2 === 0 ? [WRONG, PERFECT, WRONG] : [WRONG, WRONG, PERFECT],
  );
  const baseline = measured(
    'baseline',
    3,
    Array.from({ length: 6 }, () => [WRONG, WRONG, WRONG]),
  );
  const [, row] = rowsOf(baseline, measured('tuned', 3, unlucky));
  expect(row?.gain.value).toBeGreaterThan(10);
  expect(row?.crossFitGain.value).toBe(0);
});
