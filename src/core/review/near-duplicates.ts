import type { NearHashes } from './near-hashes.ts';
import type { ReviewPair } from './types.ts';

/**
 * The older pair that each near-duplicate repeats, by id. An older pair counts unless it is rejected or a near-duplicate
 * itself: so rejecting all near-duplicates keeps one picture of each kind, and rejecting that one frees the next.
 *
 * @param pairs oldest first; those without a hash in `hashes` are left out
 */
export function nearDuplicates(
  pairs: readonly Pick<ReviewPair, 'id' | 'review' | 'pictureHash'>[],
  hashes: NearHashes,
): ReadonlyMap<string, string> {
  const firstOf = new Map<string, string>();
  const duplicates = new Map<string, string>();
  for (const { id, review, pictureHash: hash } of pairs) {
    if (hash === undefined || !hashes.has(hash) || review === 'rejected') continue;
    const known = firstOf.has(hash) ? hash : hashes.near(hash).find((near) => firstOf.has(near));
    const older = known === undefined ? undefined : firstOf.get(known);
    if (older === undefined) firstOf.set(hash, id);
    else duplicates.set(id, older);
  }
  return duplicates;
}
