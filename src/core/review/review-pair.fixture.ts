import { SMALL_SETTINGS, SMALL_TUNING, smallProvenance } from '../dataset/small-facts.fixture.ts';
import type { ReviewPair } from './types.ts';

/** For tests: a pair of 100 pixels that asked for class 8 and has 30 pixels of it. */
export function reviewPair(id: string, change: Partial<ReviewPair> = {}): ReviewPair {
  const createdAt = `2026-11-22T10:00:00.${id.padStart(3, '0')}Z`;
  return {
    id,
    createdAt,
    width: 10,
    height: 10,
    review: 'unreviewed',
    presence: [{ classId: 8, evidence: 3, present: true }],
    pixels: { background: 65, void: 5, classes: { 8: 30 } },
    settings: SMALL_SETTINGS,
    tuning: SMALL_TUNING,
    provenance: smallProvenance(createdAt),
    ...change,
  };
}
