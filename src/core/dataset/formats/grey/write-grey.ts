import { BACKGROUND_ID, VOID_ID } from '../../../segmentation/types.ts';
import { labelmapText, labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { encodeGreyPng } from '../../png/grey-png.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { pictureFile, stemList } from '../pair-files.ts';
import { GREY } from './format.ts';

const picturePath = (stem: string) => `images/${stem}.jpg`;
const maskPath = (stem: string) => `masks/${stem}.png`;

const LOADING = `### OpenCV

\`\`\`python
import cv2

stem = open('train.txt').read().splitlines()[0]
picture = cv2.imread(f'images/{stem}.jpg')
mask = cv2.imread(f'masks/{stem}.png', cv2.IMREAD_UNCHANGED)  # [height, width] of ids
\`\`\``;

/** Pictures and masks of one channel in two folders with equal names. */
export const writeGrey: DatasetWriter<typeof GREY> = async (input, options) => {
  const { entries, train, val } = input;
  const keepsVoid = options.void === 'keep';
  const voidPixels = entries.reduce((sum, { pixels }) => sum + pixels.void, 0);
  const notes =
    keepsVoid || voidPixels === 0 ? [] : [`${voidPixels} void pixels are background in these masks, as was asked for.`];
  const masks = `Masks are 8-bit grey PNGs of one channel: a pixel's value is its label id. ${
    keepsVoid ? '255 is void: leave it out of the loss. It is no class.' : 'Void pixels are background (0) here.'
  }`;
  const labels = labelsOf(input.labelSet).filter(({ id }) => keepsVoid || id !== VOID_ID);
  const files: DatasetFile[] = [
    ...commonFiles(input, {
      format: GREY,
      options,
      filesOf: ({ stem }) => ({ picture: picturePath(stem), mask: maskPath(stem) }),
      card: { masks, loading: LOADING },
      notes,
    }),
    textFile('labelmap.txt', labelmapText(labels)),
    textFile('train.txt', stemList(train)),
    textFile('val.txt', stemList(val)),
  ];
  for (const { stem, width, height } of entries) {
    files.push(pictureFile(input, stem, picturePath(stem)));
    const read = async () => {
      const ids = await input.readMask(stem);
      const mask = keepsVoid ? ids : ids.map((id) => (id === VOID_ID ? BACKGROUND_ID : id));
      return input.withSettings(stem, encodeGreyPng(mask, width, height));
    };
    files.push({ path: maskPath(stem), read });
  }
  return { files, notes };
};
