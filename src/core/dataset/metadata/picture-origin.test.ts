import { expect, it } from 'vitest';
import { VOC } from '../formats/voc/format.ts';
import { entryOf, smallDataset, smallSource } from '../small-dataset.fixture.ts';
import type { DatasetEntry } from '../types.ts';
import { croissantText } from './croissant.ts';
import { datasetCard } from './dataset-card.ts';
import { manifestText } from './manifest.ts';

const drawn = entryOf('drawn', 4, 4);
const photo: DatasetEntry = {
  ...entryOf('photo', 4, 4),
  provenance: { ...drawn.provenance, upload: { fileName: 'photo.jpg', sha256: null } },
};

function textsOf(...entries: DatasetEntry[]) {
  const input = smallDataset({ ...smallSource(), entries });
  const filesOf = ({ stem }: { readonly stem: string }) => ({ picture: `${stem}.jpg` });
  const manifest = manifestText(input, { format: 'voc', options: {}, filesOf, notes: [] });
  return {
    card: datasetCard(input, VOC, { masks: '', loading: '' }, []),
    isSynthetic: (JSON.parse(manifest) as { readonly synthetic: boolean }).synthetic,
    croissant: croissantText(input, { formatLabel: 'VOC', filesOf, manifest }),
  };
}

it('calls no photo synthetic, in card, manifest and Croissant', () => {
  const { card, isSynthetic, croissant } = textsOf(photo);
  expect(card).toContain('# Pseudo-labelled segmentation dataset: Three of VOC');
  expect(card).toContain('The pictures are photos that somebody brought');
  expect(card).not.toMatch(/synthetic|drew every/i);
  expect(isSynthetic).toBe(false);
  expect(croissant).toContain('photos and masks taken from the attention');
  expect(croissant).not.toMatch(/synthetic|drawn/i);
});

it('tells of both where there are both, and of drawn pictures alone as ever', () => {
  const both = textsOf(drawn, photo);
  expect(both.card).toContain('Some pictures are synthetic, some are photos');
  expect(both.isSynthetic).toBe(false);
  const { card, isSynthetic } = textsOf(drawn);
  expect(card).toContain('# Synthetic segmentation dataset');
  expect(card).toContain('A diffusion model drew every picture');
  expect(isSynthetic).toBe(true);
});
