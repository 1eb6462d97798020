import { labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { encodeGreyPng } from '../../png/grey-png.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile, SplitEntry } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { FIFTYONE } from './format.ts';
import { loadScript } from './load-script.ts';

const picturePath = ({ split, stem }: SplitEntry) => `${split}/data/${stem}.jpg`;
const maskPath = ({ split, stem }: SplitEntry) => `${split}/labels/${stem}.png`;

/**
 * FiftyOne's ImageSegmentationDirectory (docs.voxel51.com/user_guide/import_datasets.html), one a split: pictures in `data`, masks with
 * the same stems in `labels`. Masks are grey: the importer reads palette PNGs as three channels of colour (cv2, IMREAD_UNCHANGED).
 */
export const writeFiftyOne: DatasetWriter<typeof FIFTYONE> = async (input, options) => {
  const labels = labelsOf(input.labelSet);
  const splits = (['train', 'val'] as const).filter((split) => input[split].length > 0);
  const files = input.entries.flatMap((entry): DatasetFile[] => [
    { path: picturePath(entry), read: () => input.readJpeg(entry.stem) },
    {
      path: maskPath(entry),
      async read() {
        const png = encodeGreyPng(await input.readMask(entry.stem), entry.width, entry.height);
        return input.withSettings(entry.stem, png);
      },
    },
  ]);
  const notes: string[] = [];
  const common = commonFiles(input, {
    format: FIFTYONE,
    options,
    filesOf: (entry) => ({ picture: picturePath(entry), mask: maskPath(entry) }),
    card: {
      masks: `Masks are 8-bit grey PNGs: a pixel's value is its label id. 255 is void: it belongs to no class.`,
      loading: `### FiftyOne

\`\`\`python
from load_fiftyone import load

dataset = load()  # pictures of both splits, tagged, with the names of all classes
\`\`\``,
    },
    notes,
  });
  return { files: [...common, textFile('load_fiftyone.py', loadScript(labels, splits)), ...files], notes };
};
