import { canonicalJson } from '../../canonical-json.ts';
import { type Label, labelmapText, labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { encodeColorPng } from '../../png/color-png.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { pictureFile, stemList } from '../pair-files.ts';
import { CVAT } from './format.ts';

const picturePath = (stem: string) => `JPEGImages/${stem}.jpg`;
const maskPath = (stem: string) => `SegmentationClass/${stem}.png`;

const MASKS = `Masks are RGB PNGs in the colours of \`labelmap.txt\`, which is how CVAT and Datumaro find a pixel's label: where a mask has one channel they
take its values for places in that list. Void has a colour and a name there, \`ignored\`, so that it is not an undeclared label.`;

const LOADING = `### CVAT

Make a project or task whose labels are those of \`cvat-labels.json\` (paste it under "Raw"), with the pictures of \`JPEGImages\`. Then import this
ZIP as it is: Actions, "Upload annotations" (task) or "Import dataset" (project), format "Segmentation mask 1.1".

### Datumaro

\`\`\`python
from datumaro import Dataset

dataset = Dataset.import_from('.', 'voc_segmentation')
\`\`\``;

/** What CVAT's import of "Segmentation mask 1.1" looks for, at the top of the ZIP (docs.cvat.ai, format-smask). */
export const writeCvat: DatasetWriter<typeof CVAT> = async (input, options) => {
  const { entries, train, val } = input;
  const labels = labelsOf(input.labelSet);
  const colors = new Map(labels.map(({ id, color }) => [id, color]));
  const files: DatasetFile[] = [
    ...commonFiles(input, {
      format: CVAT,
      options,
      filesOf: ({ stem }) => ({ picture: picturePath(stem), mask: maskPath(stem) }),
      card: { masks: MASKS, loading: LOADING },
      notes: [],
    }),
    textFile('labelmap.txt', labelmapText(labels)),
    textFile('cvat-labels.json', canonicalJson(labels.map(cvatLabel))),
  ];
  // An empty list would be a subset without pictures.
  for (const [name, stems] of [
    ['train', train],
    ['val', val],
  ] as const) {
    if (stems.length > 0) files.push(textFile(`ImageSets/Segmentation/${name}.txt`, stemList(stems)));
  }
  for (const { stem, width, height } of entries) {
    files.push(pictureFile(input, stem, picturePath(stem)));
    const read = async () =>
      input.withSettings(stem, encodeColorPng(await input.readMask(stem), width, height, colors));
    files.push({ path: maskPath(stem), read });
  }
  return { files, notes: [] };
};

function cvatLabel({ name, color }: Label) {
  const hex = color.map((channel) => channel.toString(16).padStart(2, '0')).join('');
  return { name, color: `#${hex}`, attributes: [] };
}
