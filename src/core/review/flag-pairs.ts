import { classKeyOf, classPixels, classShare, hasMask, voidShare } from './mask-shares.ts';
import type { Flag, PairFlags, ReviewPair } from './types.ts';
import { type UsualArea, usualAreas } from './usual-areas.ts';

/** Present by the rule (evidence above 1), and under twice as much as chance. */
export const LOW_EVIDENCE = 2;
/** Share of the picture. A band of a few pixels around an object is usual; a fifth of the picture tells training little. */
export const MUCH_VOID = 0.2;

/**
 * Flags of every pair: reasons for a second look, not verdicts. A pair whose mask is not made yet can be a near-duplicate only.
 *
 * @param pairs the whole gallery: what is an unusual area depends on all
 * @param duplicates by id, the older pair that it repeats (see near-duplicates.ts)
 */
export function flagPairs(pairs: readonly ReviewPair[], duplicates: ReadonlyMap<string, string>): PairFlags {
  const areas = usualAreas(pairs);
  const flags: Record<string, readonly Flag[]> = {};
  for (const pair of pairs) {
    const own = hasMask(pair) ? maskFlags(pair, areas) : [];
    const older = duplicates.get(pair.id);
    if (older !== undefined) own.push({ kind: 'near-duplicate', of: older });
    if (own.length > 0) flags[pair.id] = own;
  }
  return flags;
}

function maskFlags(pair: ReviewPair, areas: ReadonlyMap<string, UsualArea>): Flag[] {
  const flags: Flag[] = [];
  if (classPixels(pair.pixels) === 0) flags.push({ kind: 'empty-mask' });
  for (const { classId, evidence, present } of pair.presence) {
    const share = classShare(pair, classId);
    if (share === 0) {
      flags.push({ kind: 'absent-class', classId, evidence, present });
      continue;
    }
    const usual = areas.get(classKeyOf(pair.settings.labelSetId, classId));
    if (usual && (share < usual.low || share > usual.high)) {
      flags.push({ kind: 'unusual-area', classId, share, ...usual });
    }
    if (evidence < LOW_EVIDENCE) flags.push({ kind: 'low-presence', classId, evidence });
  }
  const share = voidShare(pair);
  if (share > MUCH_VOID) flags.push({ kind: 'much-void', share });
  return flags;
}
