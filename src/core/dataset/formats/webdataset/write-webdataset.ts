import { canonicalJson } from '../../canonical-json.ts';
import { labelmapText, labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile, DatasetWriterInput, SplitEntry } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { idMaskText } from '../mask-option.ts';
import { WEBDATASET } from './format.ts';
import { tarEnd, tarEntry } from './tar.ts';

const LOADING = `### webdataset

\`\`\`python
import glob
import webdataset

dataset = webdataset.WebDataset(sorted(glob.glob('train-*.tar')), shardshuffle=False)
for sample in dataset:
    sample['__key__'], sample['jpg'], sample['png'], sample['json']  # bytes
\`\`\`

Decode \`png\` with Pillow: \`numpy.array(PIL.Image.open(io.BytesIO(sample['png'])))\` gives ids. \`.decode('pil')\` turns them into colours.`;

interface Shard {
  readonly path: string;
  readonly entries: readonly SplitEntry[];
}

/**
 * Tar files whose members belong together by name up to the first dot (github.com/webdataset/webdataset): picture, mask, and what the
 * manifest says of the pair. Samples are in the order of their stems; shuffle when you read.
 */
export const writeWebdataset: DatasetWriter<typeof WEBDATASET> = async (input, options) => {
  const shards = (['train', 'val'] as const).flatMap((split) =>
    shardsOf(
      split,
      input.entries.filter((entry) => entry.split === split),
      options.picturesPerShard,
    ),
  );
  const shardOf = new Map(shards.flatMap(({ path, entries }) => entries.map(({ stem }) => [stem, path])));
  const files: DatasetFile[] = [
    ...commonFiles(input, {
      format: WEBDATASET,
      options,
      filesOf: ({ stem }) => ({
        archive: shardOf.get(stem) as string,
        picture: `${keyOf(stem)}.jpg`,
        mask: `${keyOf(stem)}.png`,
      }),
      card: { masks: idMaskText('palette'), loading: LOADING },
      notes: [],
    }),
    textFile('labelmap.txt', labelmapText(labelsOf(input.labelSet))),
  ];
  for (const shard of shards) files.push({ path: shard.path, isLarge: true, read: () => readShard(shard, input) });
  return { files, notes: [] };
};

function shardsOf(split: 'train' | 'val', entries: readonly SplitEntry[], size: number): Shard[] {
  const count = Math.ceil(entries.length / size);
  return Array.from({ length: count }, (_, i) => ({
    path: `${split}-${String(i).padStart(6, '0')}.tar`,
    entries: entries.slice(i * size, (i + 1) * size),
  }));
}

/** A reader splits names at their first dot. Stems have none; this holds whatever they are made of. */
const keyOf = (stem: string) => stem.replaceAll('.', '_');

async function readShard({ entries }: Shard, input: DatasetWriterInput): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  // One pair after another, each sample's files side by side as readers want them.
  for (const entry of entries) {
    const key = keyOf(entry.stem);
    const [jpeg, png] = await Promise.all([input.readJpeg(entry.stem), input.readMaskPng(entry.stem)]);
    // On one line; keys are sorted, so that it depends on the content alone.
    const json = new TextEncoder().encode(`${JSON.stringify(JSON.parse(canonicalJson(entry)))}\n`);
    parts.push(...tarEntry(`${key}.jpg`, jpeg), ...tarEntry(`${key}.json`, json), ...tarEntry(`${key}.png`, png));
  }
  return [...parts, tarEnd()];
}
