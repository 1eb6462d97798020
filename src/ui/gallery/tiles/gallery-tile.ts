import type { Flag } from '../../../core/review/types.ts';
import type { Pair } from '../../studio-context.tsx';
import { flagTitle } from '../flags/flag-words.ts';

/** What a tile of the gallery says. The list is built anew for tiles that are other objects than before, and for no others. */
export interface GalleryTile {
  readonly id: string;
  /** For who cannot see it. */
  readonly label: string;
  readonly seed: number;
  readonly review: Pair['review'];
  readonly isUpload: boolean;
  readonly isFlagged: boolean;
}

const REVIEWS: Readonly<Record<Pair['review'], string>> = {
  unreviewed: 'not reviewed',
  accepted: 'accepted',
  rejected: 'rejected',
};

const made = new WeakMap<Pair, { readonly flags: string; readonly tile: GalleryTile }>();

/** The tile of a pair; the same object while the pair and what its flags are called stay the same. */
export function galleryTile(pair: Pair, flags: readonly Flag[] = []): GalleryTile {
  const names = [...new Set(flags.map(({ kind }) => flagTitle(kind).toLowerCase()))].join(', ');
  const known = made.get(pair);
  if (known?.flags === names) return known.tile;
  const { id, review, settings, provenance, fileName } = pair;
  const title = provenance.upload?.fileName ?? (settings.caption || provenance.classPrompt);
  const what = provenance.upload ? 'your photo' : `seed ${settings.seed}`;
  const label = [
    title,
    ...(fileName ? [`file ${fileName}`] : []),
    what,
    REVIEWS[review],
    ...(names ? [`flagged: ${names}`] : []),
  ].join(', ');
  const tile: GalleryTile = {
    id,
    label,
    seed: settings.seed,
    review,
    isUpload: provenance.upload !== undefined,
    isFlagged: names !== '',
  };
  made.set(pair, { flags: names, tile });
  return tile;
}
