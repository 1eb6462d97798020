import { labelmapText, labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { VOC } from './format.ts';
import { vocCard } from './voc-card.ts';
import { imageSetPath, maskPath, picturePath } from './voc-paths.ts';

/** A Pascal VOC 2012 segmentation dataset. Pictures and masks are read when their files are, each once. */
export const writeVoc: DatasetWriter<typeof VOC> = async (input, options) => {
  const { labelSet, entries, train, val } = input;
  const labels = labelsOf(labelSet);
  const list = (stems: readonly string[]) => stems.map((stem) => `${stem}\n`).join('');
  const notes: string[] = [];
  const files: DatasetFile[] = [
    ...commonFiles(input, {
      format: VOC,
      options,
      filesOf: ({ stem }) => ({ picture: picturePath(stem), mask: maskPath(stem) }),
      card: vocCard(labels),
      notes,
    }),
    textFile('labelmap.txt', labelmapText(labels)),
    textFile(imageSetPath('train'), list(train)),
    textFile(imageSetPath('val'), list(val)),
    textFile(imageSetPath('trainval'), list(entries.map(({ stem }) => stem))),
  ];
  for (const { stem } of entries) {
    files.push({ path: picturePath(stem), read: () => input.readJpeg(stem) });
    files.push({ path: maskPath(stem), read: () => input.readMaskPng(stem) });
  }
  return { files, notes };
};
