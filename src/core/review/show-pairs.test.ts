import { describe, expect, it } from 'vitest';
import { reviewPair } from './review-pair.fixture.ts';
import { isShowingAll, SHOW_ALL, showPairs, WHOLE_GALLERY } from './show-pairs.ts';
import { type PairFilter, type ReviewPair, SORT_KEYS, type SortKey } from './types.ts';

const settings = (change: Partial<ReviewPair['settings']>) => ({ ...reviewPair('0').settings, ...change });
const pairs: ReviewPair[] = [
  reviewPair('1', { review: 'accepted' }),
  reviewPair('2', {
    settings: settings({ classIds: [8, 9] }),
    pixels: { background: 40, void: 30, classes: { 8: 10, 9: 20 } },
    presence: [
      { classId: 8, evidence: 1.2, present: true },
      { classId: 9, evidence: 4, present: true },
    ],
  }),
  reviewPair('3', {
    review: 'rejected',
    settings: settings({ labelSetId: 'coco-80' }),
    provenance: { ...reviewPair('0').provenance, modelId: 'sd-turbo' },
    pixels: { background: 100, void: 0, classes: {} },
    presence: [{ classId: 8, evidence: 0.5, present: false }],
  }),
  reviewPair('4', { presence: [], pixels: { background: 0, void: 0, classes: {} } }),
];
const flags = { 2: [{ kind: 'much-void', share: 0.3 }], 3: [{ kind: 'empty-mask' }] } as const;
const ids = (filter: Partial<PairFilter>, by: SortKey = 'created', isDescending = true) =>
  showPairs(pairs, flags, { filter: { ...SHOW_ALL, ...filter }, order: { by, isDescending } })
    .map(({ id }) => id)
    .join('');

it('shows the newest first', () => {
  expect(showPairs(pairs, flags, WHOLE_GALLERY).map(({ id }) => id)).toEqual(['4', '3', '2', '1']);
  expect(isShowingAll(SHOW_ALL)).toBe(true);
  expect(isShowingAll({ ...SHOW_ALL, review: 'accepted' })).toBe(false);
});

describe('the filter', () => {
  it('finds a class that a picture got afterwards', () => {
    const capture = { ...reviewPair('0').provenance, renoiseTimesteps: [400], seed: 1 };
    const later = reviewPair('5', { addedClasses: [{ classId: 9, capture }] });
    const filter = { ...SHOW_ALL, classKey: 'voc-20/9' };
    const shown = showPairs([...pairs, later], {}, { ...WHOLE_GALLERY, filter });
    expect(shown.map(({ id }) => id)).toEqual(['5', '2']);
  });

  it('finds words of the caption, a seed and file names in any case', () => {
    const listed = reviewPair('5', { fileName: 'Kitchen-03.jpg' });
    const { provenance } = listed;
    const photo = reviewPair('6', { provenance: { ...provenance, upload: { fileName: 'Street.png', sha256: null } } });
    const seeded = reviewPair('7', { settings: { ...listed.settings, caption: 'A Zebra', seed: 4711 } });
    const find = (text: string) =>
      showPairs([listed, photo, seeded], {}, { ...WHOLE_GALLERY, filter: { ...SHOW_ALL, text } }).map(({ id }) => id);
    expect(find('kitchen')).toEqual(['5']);
    expect(find('STREET.P')).toEqual(['6']);
    expect(find('a zebra')).toEqual(['7']);
    expect(find('4711')).toEqual(['7']);
    expect(find('giraffe')).toEqual([]);
  });

  it.each<[Partial<PairFilter>, string]>([
    [{ review: 'accepted' }, '1'],
    [{ review: 'unreviewed' }, '42'],
    [{ classKey: 'voc-20/8' }, '421'],
    [{ classKey: 'voc-20/9' }, '2'],
    [{ classKey: 'coco-80/8' }, '3'],
    [{ labelSetId: 'coco-80' }, '3'],
    [{ modelId: 'emoji-scenes' }, '421'],
    [{ flag: 'any' }, '32'],
    [{ flag: 'none' }, '41'],
    [{ flag: 'empty-mask' }, '3'],
    [{ voidFrom: 0.05 }, '21'],
    [{ areaFrom: 0.3 }, '21'],
    [{ areaTo: 0.3 }, '321'],
    [{ areaTo: 0.3, classKey: 'voc-20/9' }, '2'],
    [{ areaFrom: 0.3, classKey: 'voc-20/9' }, ''],
    [{ evidenceTo: 1.2 }, '32'],
    [{ flag: 'any', review: 'rejected' }, '3'],
  ])('%j shows %s', (filter, shown) => expect(ids(filter)).toBe(shown));
});

describe('the order', () => {
  it.each<[SortKey, string, string]>([
    ['created', '1234', '4321'],
    ['class', '3412', '2413'],
    ['review', '4213', '3142'],
    ['void', '4312', '2143'],
    ['area', '4321', '2143'],
    ['absent', '4213', '3421'],
    ['evidence', '3214', '4123'],
    ['label-set', '3421', '4213'],
    ['model', '4213', '3421'],
  ])('by %s is %s, and %s the other way', (by, ascending, descending) => {
    expect(ids({}, by, false)).toBe(ascending);
    expect(ids({}, by, true)).toBe(descending);
  });
  it('is tried for each key', () => expect(SORT_KEYS).toHaveLength(9));
  it('is by the chosen class’s area', () => expect(ids({ classKey: 'voc-20/8' }, 'area', true)).toBe('124'));
});
