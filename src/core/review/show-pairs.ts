import { pairClassIds } from '../pair-classes.ts';
import { classKeyOf, classShare, hasMask, voidShare } from './mask-shares.ts';
import type { GalleryView, PairFilter, PairFlags, PairOrder, ReviewPair } from './types.ts';

export const SHOW_ALL: PairFilter = {
  classKey: null,
  review: null,
  flag: null,
  labelSetId: null,
  modelId: null,
  voidFrom: null,
  areaFrom: null,
  areaTo: null,
  evidenceTo: null,
  text: null,
};

/** All pairs, the newest first: a new picture always appears at the same place. */
export const WHOLE_GALLERY: GalleryView = { filter: SHOW_ALL, order: { by: 'created', isDescending: true } };

/** Whether the filter lets every pair through. */
export function isShowingAll(filter: PairFilter): boolean {
  return Object.values(filter).every((value) => value === null);
}

/** The pairs that pass the filter, in order; what the order cannot tell apart is newest first. Conditions on masks pass only pairs that have one. */
export function showPairs<Pair extends ReviewPair>(
  pairs: readonly Pair[],
  flags: PairFlags,
  { filter, order }: GalleryView,
): Pair[] {
  const shown = isShowingAll(filter) ? [...pairs] : pairs.filter((pair) => passes(pair, flags, filter));
  const newestFirst = (a: Pair, b: Pair) => compare(b.createdAt, a.createdAt) || compare(b.id, a.id);
  const sign = order.isDescending ? -1 : 1;
  const { by } = order;
  if (by === 'created') return shown.sort((a, b) => -sign * newestFirst(a, b));
  const keys = new Map(shown.map((pair) => [pair, sortKey(pair, by, filter)]));
  return shown.sort((a, b) => sign * compare(keys.get(a) ?? '', keys.get(b) ?? '') || newestFirst(a, b));
}

function passes(pair: ReviewPair, flags: PairFlags, filter: PairFilter): boolean {
  const { settings, provenance } = pair;
  const own = flags[pair.id] ?? [];
  if (filter.review !== null && pair.review !== filter.review) return false;
  if (filter.labelSetId !== null && settings.labelSetId !== filter.labelSetId) return false;
  if (filter.modelId !== null && provenance.modelId !== filter.modelId) return false;
  if (filter.text !== null && !wordsOf(pair).includes(filter.text.toLowerCase())) return false;
  const chosen = chosenClass(pair, filter);
  if (filter.classKey !== null && chosen === null) return false;
  if (filter.flag === 'none' && own.length > 0) return false;
  if (filter.flag === 'any' && own.length === 0) return false;
  if (filter.flag !== null && filter.flag !== 'any' && filter.flag !== 'none') {
    if (!own.some(({ kind }) => kind === filter.flag)) return false;
  }
  return passesMask(pair, filter, chosen);
}

/** What a text is looked for in: what tiles say, and the class prompt. */
function wordsOf({ settings, provenance, fileName = '' }: ReviewPair): string {
  const { caption, seed } = settings;
  return [caption, provenance.classPrompt, seed, fileName, provenance.upload?.fileName ?? ''].join('\n').toLowerCase();
}

function passesMask(pair: ReviewPair, filter: PairFilter, classId: number | null): boolean {
  const { voidFrom, areaFrom, areaTo, evidenceTo } = filter;
  if (voidFrom === null && areaFrom === null && areaTo === null && evidenceTo === null) return true;
  if (!hasMask(pair)) return false;
  const area = classShare(pair, classId);
  return (
    (voidFrom === null || voidShare(pair) >= voidFrom) &&
    (areaFrom === null || area >= areaFrom) &&
    (areaTo === null || area <= areaTo) &&
    (evidenceTo === null || leastEvidence(pair) <= evidenceTo)
  );
}

/** The filter's class, where the pair was asked for it or got it afterwards. */
function chosenClass(pair: ReviewPair, { classKey }: PairFilter): number | null {
  if (classKey === null) return null;
  return pairClassIds(pair).find((id) => classKeyOf(pair.settings.labelSetId, id) === classKey) ?? null;
}

const REVIEW_ORDER = { unreviewed: 0, accepted: 1, rejected: 2 } as const;

function sortKey(pair: ReviewPair, by: Exclude<PairOrder['by'], 'created'>, filter: PairFilter): string | number {
  switch (by) {
    case 'class':
      return `${pair.settings.labelSetId}/${pairClassIds(pair)
        .map((id) => String(id).padStart(3, '0'))
        .join()}`;
    case 'review':
      return REVIEW_ORDER[pair.review];
    case 'void':
      return voidShare(pair);
    case 'area':
      return classShare(pair, chosenClass(pair, filter));
    case 'absent':
      return pair.presence.filter(({ classId }) => !pair.pixels.classes[classId]).length;
    case 'evidence':
      return leastEvidence(pair);
    case 'label-set':
      return pair.settings.labelSetId;
    case 'model':
      return pair.provenance.modelId;
  }
}

/** Of the class with the least; Infinity before there is a mask. */
function leastEvidence({ presence }: ReviewPair): number {
  return Math.min(...presence.map(({ evidence }) => evidence));
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
