import { describe, expect, test } from 'vitest';
import { meanIou } from '../../../src/core/evaluate/class-overlap.ts';
import { VOC_20 } from '../../../src/core/prompt/voc-20.ts';
import { firstClassAlone, paintRegions, type System, type SystemSubject, seenOnce } from './system.ts';
import { SystemLog } from './system-log.ts';

const TRUTH = Uint8Array.of(0, 0, 1, 1);
/** IoU of both ids: ½ and ⅔. */
const WRONG = Uint8Array.of(0, 1, 1, 1);

const system: System = { name: 's', points: ['first', 'second'], masksOf: () => [] };

test('takes the point that is best on the first pictures, though another is on those that are measured', () => {
  const log = new SystemLog(system);
  const masks = (first: Uint8Array, second: Uint8Array, certainty: number) => [
    { mask: first, certainty: 1 },
    { mask: second, certainty },
  ];
  log.add(masks(WRONG, TRUTH, 0.1), TRUTH, 1);
  log.add(masks(WRONG, TRUTH, 0.2), TRUTH, 1);
  log.add(masks(TRUTH, WRONG, 0.3), TRUTH, 7);
  log.add(masks(TRUTH, WRONG, 0.4), TRUTH, 8);
  const { point, overlaps, certainties, classIds } = log.tuned(2);
  expect(point).toBe('second');
  expect(meanIou(overlaps)).toBeCloseTo((100 * (1 / 2 + 2 / 3)) / 2, 9);
  expect(certainties).toEqual([0.3, 0.4]);
  expect(classIds).toEqual([7, 8]);
});

test('paints the stronger of two regions where they overlap, and leaves the rest background', () => {
  const regions = [
    { classId: 3, inside: Uint8Array.of(1, 1, 0, 0), scores: Uint8Array.of(200, 90, 255, 0) },
    { classId: 5, inside: Uint8Array.of(0, 1, 1, 0), scores: Uint8Array.of(255, 100, 10, 0) },
  ];
  expect([...paintRegions(regions, 4)]).toEqual([3, 5, 5, 0]);
  expect([...paintRegions([...regions].reverse(), 4)]).toEqual([3, 5, 5, 0]);
});

describe('a system with a wrapper', () => {
  const mask = Uint8Array.of(3, 5, 0, 3);
  const classes = VOC_20.classes.filter(({ id }) => id === 5 || id === 3).reverse();
  const subject = { classes } as unknown as SystemSubject;

  test('that tells it the first class alone shows no other', () => {
    const alone = firstClassAlone({ ...system, masksOf: () => [{ mask }] }, 'alone');
    expect(alone.name).toBe('alone');
    expect(alone.masksOf(subject).map((one) => [...one.mask])).toEqual([[0, 5, 0, 0]]);
  });

  test('that sees each subject once is asked again for another', () => {
    let looks = 0;
    const once = seenOnce({
      ...system,
      masksOf() {
        looks++;
        return [{ mask }];
      },
    });
    expect(once.masksOf(subject)).toBe(once.masksOf(subject));
    expect(looks).toBe(1);
    once.masksOf({ ...subject });
    expect(looks).toBe(2);
  });
});
