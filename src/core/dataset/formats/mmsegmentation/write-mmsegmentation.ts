import { labelmapText, labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile, SplitEntry } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { idMaskFile, idMaskText } from '../mask-option.ts';
import { pictureFile } from '../pair-files.ts';
import { mmsegmentationConfigs } from './configs.ts';
import { MMSEGMENTATION } from './format.ts';

const picturePath = ({ stem, split }: SplitEntry) => `img_dir/${split}/${stem}.jpg`;
const maskPath = ({ stem, split }: SplitEntry) => `ann_dir/${split}/${stem}.png`;

const LOADING = `### mmsegmentation

\`\`\`sh
mim train mmsegmentation configs/deeplabv3_r50.py --gpus 2 --launcher pytorch
\`\`\`

\`configs/\` has DeepLabV3 with ResNet-50 and ResNet-101 and Mask2Former with ResNet-50 with the paper's settings; \`dataset.py\` fits other models
too. They find the data beside them, wherever the folder lies.`;

/** The folders that mmsegmentation's own datasets have, and configs that train on them. */
export const writeMmsegmentation: DatasetWriter<typeof MMSEGMENTATION> = async (input, options) => {
  const labels = labelsOf(input.labelSet);
  const configs = mmsegmentationConfigs({ labels, iterations: options.iterations, hasVal: input.val.length > 0 });
  const files: DatasetFile[] = [
    ...commonFiles(input, {
      format: MMSEGMENTATION,
      options,
      filesOf: (entry) => ({ picture: picturePath(entry), mask: maskPath(entry) }),
      card: { masks: idMaskText(options.masks), loading: LOADING },
      notes: [],
    }),
    textFile('labelmap.txt', labelmapText(labels)),
    ...configs.map(({ path, text }) => textFile(path, text)),
  ];
  for (const entry of input.entries) {
    files.push(pictureFile(input, entry.stem, picturePath(entry)));
    files.push(idMaskFile(input, entry, maskPath(entry), options.masks));
  }
  return { files, notes: [] };
};
