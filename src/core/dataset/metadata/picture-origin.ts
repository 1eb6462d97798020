import type { DatasetEntry } from '../types.ts';

/** Where the pictures of a dataset came from. */
export type PictureOrigin = 'drawn' | 'photos' | 'both';

export function originOf(entries: readonly DatasetEntry[]): PictureOrigin {
  const photos = entries.filter(({ provenance }) => provenance.upload !== undefined).length;
  if (photos === 0) return 'drawn';
  return photos === entries.length ? 'photos' : 'both';
}

/** A dataset's name for people. */
export function datasetTitle(entries: readonly DatasetEntry[], labelSetName: string): string {
  const kind =
    originOf(entries) === 'drawn' ? 'Synthetic segmentation dataset' : 'Pseudo-labelled segmentation dataset';
  return `${kind}: ${labelSetName}`;
}

/** What was done to have the pictures and masks, as part of a sentence. */
export const ORIGIN_PHRASES: Readonly<Record<PictureOrigin, string>> = {
  drawn: 'pictures drawn by a diffusion model and masks taken from its attention',
  photos: 'photos and masks taken from the attention of a diffusion model that was shown them',
  both: 'photos and pictures drawn by a diffusion model, with masks taken from its attention',
};

/** What a card says of the pictures before all else, as Markdown. */
export const ORIGIN_NOTICES: Readonly<Record<PictureOrigin, string>> = {
  drawn: `**The pictures are synthetic and the masks are pseudo-labels.** A diffusion model drew every picture from a text prompt,
and the masks come from that model's own attention.`,
  photos: `**The pictures are photos that somebody brought, and the masks are pseudo-labels.** A diffusion model was shown each photo with noise and
the names of its classes, and the masks come from that model's attention.`,
  both: `**Some pictures are synthetic, some are photos, and the masks are pseudo-labels.** A diffusion model drew the former from text prompts and
was shown the latter (\`provenance.upload\` in \`manifest.json\`) with noise; the masks come from that model's attention.`,
};
