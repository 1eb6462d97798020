import { pairClassIds } from '../../../pair-classes.ts';
import { canonicalJson } from '../../canonical-json.ts';
import { labelmapText, labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { datasetTitle, originOf } from '../../metadata/picture-origin.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetEntry, DatasetFile, SplitEntry } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { idMaskFile, idMaskText } from '../mask-option.ts';
import { pictureFile } from '../pair-files.ts';
import { IMAGEFOLDER } from './format.ts';

/** What the library calls the splits by their folders. */
const FOLDER_OF = { train: 'train', val: 'validation' } as const;

const LOADING = `### datasets

\`\`\`python
from datasets import load_dataset

dataset = load_dataset('imagefolder', data_dir='.')
row = dataset['train'][0]  # image and mask are PIL images; numpy.array(row['mask']) gives ids
\`\`\`

\`id2label.json\` names the ids, as \`transformers\` wants them in a model's configuration.`;

/**
 * Folders of pictures with a `metadata.jsonl` in each split (huggingface.co/docs/datasets, image_dataset): `file_name` becomes the column
 * `image`, `mask_file_name` the column `mask`. It lies beside the pictures, since one at the top is not looked for in every version.
 */
export const writeImagefolder: DatasetWriter<typeof IMAGEFOLDER> = async (input, options) => {
  const { entries, labelSet } = input;
  const labels = labelsOf(labelSet);
  const names = new Map(labels.map(({ id, name }) => [id, name]));
  const picturePath = ({ stem, split }: SplitEntry) => `${FOLDER_OF[split]}/${stem}.jpg`;
  const maskPath = ({ stem, split }: SplitEntry) => `${FOLDER_OF[split]}/masks/${stem}.png`;
  const files: DatasetFile[] = [
    ...commonFiles(input, {
      format: IMAGEFOLDER,
      options,
      filesOf: (entry) => ({ picture: picturePath(entry), mask: maskPath(entry) }),
      card: {
        frontMatter: frontMatter(labelSet.name, entries),
        masks: idMaskText(options.masks),
        loading: LOADING,
      },
      notes: [],
    }),
    textFile('labelmap.txt', labelmapText(labels)),
    textFile('id2label.json', canonicalJson(Object.fromEntries(labels.map(({ id, name }) => [id, name])))),
  ];
  for (const split of ['train', 'val'] as const) {
    const rows = entries
      .filter((entry) => entry.split === split)
      .map((entry) => `${JSON.stringify(rowOf(entry, names))}\n`);
    if (rows.length > 0) files.push(textFile(`${FOLDER_OF[split]}/metadata.jsonl`, rows.join('')));
  }
  for (const entry of entries) {
    files.push(pictureFile(input, entry.stem, picturePath(entry)));
    files.push(idMaskFile(input, entry, maskPath(entry), options.masks));
  }
  return { files, notes: [] };
};

/** All rows have the same columns of the same types: the library takes them from the first. */
function rowOf(entry: SplitEntry, names: ReadonlyMap<number, string>) {
  const { stem, settings, provenance, review } = entry;
  return {
    file_name: `${stem}.jpg`,
    mask_file_name: `masks/${stem}.png`,
    caption: settings.caption,
    prompt: provenance.prompt,
    classes: pairClassIds(entry).map((id) => names.get(id) ?? String(id)),
    seed: settings.seed,
    review,
  };
}

/** The hub's own names of sizes (huggingface.co/docs/hub/datasets-cards). */
const SIZES = [
  { below: 1e3, category: 'n<1K' },
  { below: 1e4, category: '1K<n<10K' },
  { below: 1e5, category: '10K<n<100K' },
  { below: 1e6, category: '100K<n<1M' },
] as const;

function frontMatter(name: string, entries: readonly DatasetEntry[]): string {
  const size = SIZES.find(({ below }) => entries.length < below)?.category ?? '1M<n<10M';
  const origin = originOf(entries) === 'photos' ? '' : '- synthetic\n';
  return `---
pretty_name: ${yamlString(datasetTitle(entries, name))}
task_categories:
- image-segmentation
tags:
${origin}- pseudo-labels
- dataset-diffusion
size_categories:
- ${size}
---
`;
}

/** Always between quotes: `no`, `007` and `a: b` stay words. JSON's strings are YAML's, but for breaks that YAML knows in addition. */
function yamlString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0085\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
