import { expect, it } from 'vitest';
import { DEFAULT_OBJECTS } from '../../src/core/segmentation/tuning-defaults.ts';
import { readObjects } from './read-objects.ts';

const file = { by: 'neck', minShare: 0.01, strength: 0.3 } as const;

it('takes objects from the command line over those of a settings file', () => {
  expect(readObjects({})).toBe(null);
  expect(readObjects({}, file)).toBe(file);
  expect(readObjects({ objects: 'component' })).toEqual({ ...DEFAULT_OBJECTS, by: 'component' });
  expect(readObjects({ objects: 'class', objectsMin: '0.5' }, file)).toEqual({ ...file, by: 'class', minShare: 0.005 });
  expect(readObjects({ objectsMin: '0' }, file)).toEqual({ ...file, minShare: 0 });
});

it.each(['', 'x', '-1', '101'])('refuses %j as a share of the picture', (objectsMin) => {
  expect(() => readObjects({ objectsMin })).toThrow('0 to 100 per cent');
});
