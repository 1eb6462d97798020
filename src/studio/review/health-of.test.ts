import { expect, it } from 'vitest';
import { DEFAULT_EXPORT_CHOICE } from '../../core/dataset/export-choice.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { pairMeta } from '../testing/samples.fixture.ts';
import { healthOf } from './health-of.ts';

const exportChoice = DEFAULT_EXPORT_CHOICE;

const labelSets = [
  { set: VOC_20, createdAt: null, isRetired: false },
  { set: { id: 'own', name: 'Own', classes: [{ ...VOC_20.classes[3]!, id: 1 }] }, createdAt: null, isRetired: false },
];
const made = (id: number, change: Parameters<typeof pairMeta>[1] = {}) =>
  pairMeta(`p${id}`, {
    createdAt: `2026-01-01T00:00:00.00${id}Z`,
    presence: [{ classId: 8, evidence: 4, present: true }],
    pixels: { background: 3, void: 0, classes: { 8: 1 } },
    ...change,
  });

it('tells of what an export takes, split as it splits', () => {
  const other = { ...pairMeta('x').settings, labelSetId: 'own' };
  const pairs = [made(0), made(1), made(2, { review: 'rejected' }), made(3, { settings: other }), made(4)];
  const told = healthOf({ pairs, selection: [], labelSets, exportChoice });
  expect(told).toMatchObject({
    labelSet: { id: 'voc-20' },
    leftOut: 1,
    reviews: { unreviewed: 4, accepted: 0, rejected: 1 },
    health: { pictures: 3, train: 2, val: 1, classes: [{ classId: 8, pictures: 3, train: 2, val: 1 }] },
  });
});

it.each([
  [0, 0, 4],
  [50, 2, 2],
  [100, 4, 0],
])('splits by the share that the export remembers: %i %% for training', (trainPercent, train, val) => {
  const pairs = [made(0), made(1), made(2), made(3)];
  const told = healthOf({ pairs, selection: [], labelSets, exportChoice: { ...exportChoice, trainPercent } });
  expect(told?.health).toMatchObject({ train, val, classes: [{ train, val }] });
});

it('splits by the names that lists gave, as an export does', () => {
  const none = { pixels: { background: 4, void: 0, classes: {} } };
  // The last of three stems goes to val: by time it is another.
  const pairs = [made(0, { fileName: 'zebra.jpg' }), made(1, none), made(2, none)];
  const told = healthOf({ pairs, selection: [], labelSets, exportChoice });
  expect(told).toMatchObject({ health: { classes: [{ classId: 8, pictures: 1, train: 0, val: 1 }] } });
});

it('tells of the selection where several pairs are marked', () => {
  const told = healthOf({ pairs: [made(0), made(1), made(2)], selection: ['p0', 'p2'], labelSets, exportChoice });
  expect(told?.health.pictures).toBe(2);
});

it('is null without pairs, and without their label set', () => {
  expect(healthOf({ pairs: [], selection: [], labelSets, exportChoice })).toBeNull();
  const lost = { ...pairMeta('x').settings, labelSetId: 'lost' };
  expect(healthOf({ pairs: [made(0, { settings: lost })], selection: [], labelSets, exportChoice })).toBeNull();
});
