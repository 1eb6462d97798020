import type { AttentionSite, SiteSearch, UntappedSite } from '../types.ts';

/** A site as one anchor in the graph shows it, not yet numbered. */
export interface FoundSite {
  readonly site: Omit<AttentionSite, 'index'>;
  /** How much of the site's attention that anchor computes. */
  readonly share: number;
}

/** Rounding of shares such as ⅓. */
const WHOLE = 1 - 1e-6;

/**
 * Numbers the sites. Anchors with the same Q and K are slices of one site's attention; where the slices found do not make
 * up a whole, the others went another way through the graph and the site is not tapped.
 */
export function collectSites(found: readonly FoundSite[], refused: readonly UntappedSite[]): SiteSearch {
  const bySource = new Map<string, FoundSite>();
  for (const next of found) {
    const source = JSON.stringify([next.site.query, next.site.key]);
    const known = bySource.get(source);
    bySource.set(source, known ? { site: known.site, share: known.share + next.share } : next);
  }
  const collected = [...bySource.values()];
  const partial = collected
    .filter(({ share }) => share < WHOLE)
    .map(({ site, share }) => ({
      path: site.path,
      reason: `only ${Math.round(share * 100)} % of its scores are computed from the Q and K found`,
    }));
  const whole = collected.filter(({ share }) => share >= WHOLE);
  const untapped = new Map([...refused, ...partial].map((one) => [`${one.path} ${one.reason}`, one]));
  return { sites: whole.map(({ site }, index) => ({ index, ...site })), untapped: [...untapped.values()] };
}
