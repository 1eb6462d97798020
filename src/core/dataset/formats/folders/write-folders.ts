import { canonicalJson } from '../../canonical-json.ts';
import { labelmapText, labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile, SplitEntry } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { idMaskFile, idMaskText } from '../mask-option.ts';
import { pictureFile, stemList } from '../pair-files.ts';
import { FOLDERS } from './format.ts';

const picturePath = (stem: string) => `image/${stem}.jpg`;
const maskPath = (stem: string) => `mask/${stem}.png`;

const LOADING = `### numpy and Pillow

\`\`\`python
import numpy as np
from PIL import Image

for stem in open('train.txt').read().splitlines():
    picture = np.array(Image.open(f'image/{stem}.jpg'))
    mask = np.array(Image.open(f'mask/{stem}.png'))  # ids, 255 is void
\`\`\`

\`prompts.json\` is a prompt list as the reference project reads it: one object a picture with \`filename\`, \`caption\` (the whole prompt) and
\`class_prompt\`.`;

/** The layout of the reference project: `image/` and `mask/` with equal names, and its list of prompts. */
export const writeFolders: DatasetWriter<typeof FOLDERS> = async (input, options) => {
  const { entries, train, val } = input;
  const files: DatasetFile[] = [
    ...commonFiles(input, {
      format: FOLDERS,
      options,
      filesOf: ({ stem }) => ({ picture: picturePath(stem), mask: maskPath(stem) }),
      card: { masks: idMaskText(options.masks), loading: LOADING },
      notes: [],
    }),
    textFile('labelmap.txt', labelmapText(labelsOf(input.labelSet))),
    textFile('prompts.json', canonicalJson(entries.map(promptOf))),
    textFile('train.txt', stemList(train)),
    textFile('val.txt', stemList(val)),
  ];
  for (const entry of entries) {
    files.push(pictureFile(input, entry.stem, picturePath(entry.stem)));
    files.push(idMaskFile(input, entry, maskPath(entry.stem), options.masks));
  }
  return { files, notes: [] };
};

function promptOf({ stem, provenance }: SplitEntry) {
  return { filename: `${stem}.jpg`, caption: provenance.prompt, class_prompt: provenance.classPrompt };
}
