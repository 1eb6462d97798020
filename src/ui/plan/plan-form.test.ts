import { expect, test } from 'vitest';
import { makePlan } from '../../core/plan/make-plan.ts';
import { PHOTO_WORLD } from '../../core/plan/worlds.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { firstForm, pairCounts, pairKey, placesOf, planRequest, togglePair } from './plan-form.ts';

const form = firstForm(VOC_20, true, 7);

test('the first plan shows every class five times', () => {
  const plan = makePlan(planRequest(form, VOC_20));
  expect(Object.values(plan.planned)).toEqual(Array(20).fill(5));
  expect(plan.shortfalls).toEqual([]);
});

test('counts the scenes that show two classes together', () => {
  const scene = (...classIds: number[]) => ({ caption: '', classIds });
  const counts = pairCounts([scene(1), scene(2, 1), scene(1, 2, 3)]);
  expect(counts.get(pairKey(1, 2))).toBe(2);
  expect(counts.get(pairKey(3, 1))).toBe(1);
  expect(counts.size).toBe(3);
});

test('of many classes a person chooses some', () => {
  const classes = Array.from({ length: 80 }, (_, i) => ({ ...VOC_20.classes[0], id: i + 1 })) as typeof VOC_20.classes;
  expect(Object.values(firstForm({ ...VOC_20, classes }, true, 7).targets)).toEqual(Array(80).fill(0));
});

test('places of the world that are left out are not used, own ones are, and classes belong there', () => {
  const { world } = planRequest({ ...form, placeNames: ['Sea'], ownPlaces: ' on  the moon \n\nin space' }, VOC_20);
  expect(world.places.map(({ phrases }) => phrases)).toEqual([
    ['on the sea', 'on the water'],
    ['on the moon'],
    ['in space'],
  ]);
  expect(world.places.map(({ classIds }) => classIds)).toEqual([[1, 3, 4], null, null]);
});

test('templates are lines', () => {
  const { world } = planRequest({ ...form, templates: '{classes} {place}\n\n{place}: {beside}' }, VOC_20);
  expect(world.templates).toEqual(['{classes} {place}', '{place}: {beside}']);
});

test('another world brings its places and templates', () => {
  const { world } = planRequest({ ...form, ...placesOf(PHOTO_WORLD) }, VOC_20);
  expect(world.places).toHaveLength(PHOTO_WORLD.places.length);
  expect(world.templates).toEqual(PHOTO_WORLD.templates);
});

test('a pair is the same in either order', () => {
  const apart = togglePair([], 8, 12);
  expect(apart).toEqual([[8, 12]]);
  expect(togglePair(apart, 12, 8)).toEqual([]);
  expect(togglePair(apart, 8, 9)).toEqual([
    [8, 12],
    [8, 9],
  ]);
});
