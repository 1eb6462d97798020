import type { LabelSet } from '../../prompt/types.ts';
import type { DatasetFormat } from '../formats/format.ts';
import { type Label, labelsOf } from '../labelmap.ts';
import { splitRule } from '../split.ts';
import type { DatasetEntry, DatasetWriterInput } from '../types.ts';
import { datasetTitle, ORIGIN_NOTICES, originOf, type PictureOrigin } from './picture-origin.ts';

/** What a card says of one format alone. */
export interface CardText {
  /** YAML between lines of dashes, which some readers want before all else. */
  readonly frontMatter?: string;
  /** How masks are stored and what void is in them, as Markdown paragraphs. */
  readonly masks: string;
  /** How to read it, as Markdown with headings from `###` on. */
  readonly loading: string;
}

function pixelsOf(label: Label, entries: readonly DatasetEntry[]): { pixels: number; pictures: number } {
  const counts = entries.map(({ pixels }) => {
    if (label.id === 0) return pixels.background;
    return label.id === 255 ? pixels.void : (pixels.classes[label.id] ?? 0);
  });
  return {
    pixels: counts.reduce((sum, count) => sum + count, 0),
    pictures: counts.filter((count) => count > 0).length,
  };
}

function labelTable(labels: readonly Label[], entries: readonly DatasetEntry[]): string {
  const rows = labels.map((label) => {
    const { pixels, pictures } = pixelsOf(label, entries);
    return `| ${label.id} | ${label.name} | ${label.color.join(', ')} | ${pictures} | ${pixels} |`;
  });
  return ['| id | label | palette colour | pictures | pixels |', '|---|---|---|---|---|', ...rows].join('\n');
}

function modelList(entries: readonly DatasetEntry[]): string {
  const models = entries.map(({ provenance: { modelId, modelSha256, modelFilesSha256 } }) => {
    const files = modelFilesSha256 ? `, all files SHA-256 \`${modelFilesSha256}\`` : '';
    return `- \`${modelId}\`, UNet SHA-256 \`${modelSha256}\`${files}`;
  });
  return [...new Set(models)].sort().join('\n');
}

/** Nothing where nobody painted: the card of such an export stays as it was. */
function paintedOver(entries: readonly DatasetEntry[]): string {
  const edited = entries.filter((entry) => entry.edited);
  if (edited.length === 0) return '';
  const pixels = edited.reduce((sum, { editedPixels = 0 }) => sum + editedPixels, 0);
  const masks = edited.length === 1 ? '1 mask' : `${edited.length} masks`;
  return `A person painted over ${masks} (${pixels} pixels in all), marked \`edited\` in \`manifest.json\` with \`editedPixels\`. Masks and
pixel counts have what was painted; evidence, \`present\` and soft class maps stay the model's own.

`;
}

/** Nothing where no class was: the same. */
function addedAfterwards(entries: readonly DatasetEntry[], labelSet: LabelSet): string {
  const pairs = entries.filter(({ addedClasses = [] }) => addedClasses.length > 0);
  if (pairs.length === 0) return '';
  const ids = new Set(pairs.flatMap(({ addedClasses = [] }) => addedClasses.map(({ classId }) => classId)));
  const names = labelSet.classes.filter(({ id }) => ids.has(id)).map(({ name }) => name);
  const pictures = pairs.length === 1 ? '1 picture' : `${pairs.length} pictures`;
  return `To ${pictures} classes were added afterwards (${names.join(', ')}), \`addedClasses\` in \`manifest.json\`: the finished picture was noised
again and shown to the model named there, and attention to the class collected then. Nothing was generated anew, and the maps of the other
classes are those of the first run.

`;
}

function leftOut(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  return `## What this format does not hold\n\n${notes.map((note) => `- ${note}`).join('\n')}\n\n`;
}

const OWN_JPEGS = `baseline JPEGs of quality 95 with full colour resolution (4:4:4), encoded from the model's own pixels by code
of the studio: the same pixels give the same bytes in every browser.`;
const PICTURE_FILES: Readonly<Record<PictureOrigin, string>> = {
  drawn: `Pictures are ${OWN_JPEGS}`,
  photos:
    'Pictures are JPEGs: the photos as they were brought where they were taken whole, else encoded by code of the studio.',
  both: `Drawn pictures are ${OWN_JPEGS} Photos are JPEGs, too.`,
};

/** README.md of an exported dataset: what it is, how it was made, what may be done with it and how to load it. */
export function datasetCard(
  { labelSet, entries, train, val, trainPercent }: DatasetWriterInput,
  { label: formatLabel }: Pick<DatasetFormat, 'label'>,
  { frontMatter = '', masks, loading }: CardText,
  notes: readonly string[],
): string {
  return `${frontMatter}# ${datasetTitle(entries, labelSet.name)}

${entries.length} pictures (${train.length} train, ${val.length} val) as ${formatLabel}.

${ORIGIN_NOTICES[originOf(entries)]} No person drew or checked the outlines unless \`review\` in
\`manifest.json\` says \`accepted\`. Use the data to train or pre-train, and measure on real, hand-labelled data.

## How it was made

Dataset Diffusion (Nguyen et al., NeurIPS 2023, arXiv 2309.14303), run in a browser by Dataset Diffusion Studio: while a
picture forms, the cross-attention of its class names is collected and refined by powers (τ) of the self-attention. A
pixel whose best score is under α is background, from β up it gets that class, and in between it is void.
\`manifest.json\` has, for each picture, the prompt, seed, sampler, guidance, τ, α, β and model hash that make it again, and the
evidence for each requested class: one that is not \`present\` was no more attended to than chance and, with
\`presenceGate\` on, has no pixels.

${addedAfterwards(entries, labelSet)}${paintedOver(entries)}Models:

${modelList(entries)}

${PICTURE_FILES[originOf(entries)]} Pictures and masks hold their settings (JPEG comment, PNG
\`tEXt\`, under \`dataset-diffusion-studio\`): drop one on the studio to make its picture again.

## Licence

This export sets no licence of its own: whoever publishes it chooses one. What may be done with the pictures also depends
on the licence of the models above; read it before you publish or sell.

## Labels

${masks}

${labelTable(labelsOf(labelSet), entries)}

${leftOut(notes)}## Split

${splitRule(trainPercent)}

## Loading it

${loading}
`;
}
