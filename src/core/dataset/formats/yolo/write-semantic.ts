import { VOID_ID } from '../../../segmentation/types.ts';
import { labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { encodeGreyPng } from '../../png/grey-png.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { dataYaml } from './data-yaml.ts';
import { YOLO_SEMANTIC } from './semantic-format.ts';
import { yoloSemanticCard } from './yolo-card.ts';
import { yoloMaskPath, yoloPicturePath } from './yolo-paths.ts';

/**
 * Ultralytics' semantic format (docs.ultralytics.com/datasets/semantic): a grey PNG a picture with indices into `names`, background
 * being 0, and 255 where training looks away. Palette PNGs would be read as the brightness of their colours (cv2, IMREAD_GRAYSCALE).
 */
export const writeYoloSemantic: DatasetWriter<typeof YOLO_SEMANTIC> = async (input, options) => {
  const labels = labelsOf(input.labelSet).slice(0, -1);
  const indices = new Uint8Array(VOID_ID + 1).fill(VOID_ID);
  for (const [index, { id }] of labels.entries()) indices[id] = index;
  const yaml = dataYaml(
    input,
    labels.map(({ name }) => name),
    'masks',
  );
  const files = input.entries.flatMap((entry): DatasetFile[] => [
    { path: yoloPicturePath(entry), read: () => input.readJpeg(entry.stem) },
    {
      path: yoloMaskPath(entry),
      async read() {
        const mask = await input.readMask(entry.stem);
        const png = encodeGreyPng(
          mask.map((id) => indices[id] as number),
          entry.width,
          entry.height,
        );
        return input.withSettings(entry.stem, png);
      },
    },
  ]);
  const common = commonFiles(input, {
    format: YOLO_SEMANTIC,
    options,
    filesOf: (entry) => ({ picture: yoloPicturePath(entry), mask: yoloMaskPath(entry) }),
    card: yoloSemanticCard(labels),
    notes: yaml.notes,
  });
  return { files: [...common, textFile('data.yaml', yaml.text), ...files], notes: yaml.notes };
};
