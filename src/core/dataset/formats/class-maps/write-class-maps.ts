import { labelmapText, labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile, SplitEntry } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { idMaskText } from '../mask-option.ts';
import { maskFile, pictureFile, stemList } from '../pair-files.ts';
import { CLASS_MAPS } from './format.ts';
import { npyOfBytes } from './npy.ts';

const picturePath = (stem: string) => `images/${stem}.jpg`;
const maskPath = (stem: string) => `masks/${stem}.png`;
const mapsPath = (stem: string) => `class-maps/${stem}.npy`;
const mapIdsOf = ({ presence }: SplitEntry) => presence.map(({ classId }) => classId);

const MASKS = `${idMaskText('palette')}

\`class-maps/STEM.npy\` has the scores before the thresholds α and β: uint8 of shape \`[classes, height, width]\`, a score of 0 … 1 times 255. The
classes are those that the picture was asked for, in the order of \`classMapIds\` in \`manifest.json\`; absent ones are among them. Bytes and not
half floats, since Pillow and OpenCV take them as pictures too, and a step of 1/255 is finer than any threshold is set. Painted
corrections are in the masks alone.`;

const LOADING = `### numpy

\`\`\`python
import json
import numpy as np

for pair in json.load(open('manifest.json'))['pairs']:
    scores = np.load(pair['classMaps']).astype(np.float32) / 255  # [classes, height, width]
    ids = pair['classMapIds']  # scores[i] is of the class ids[i]
\`\`\``;

/** Pictures, masks, and the scores that the masks are cut from. */
export const writeClassMaps: DatasetWriter<typeof CLASS_MAPS> = async (input, options) => {
  const { entries, train, val } = input;
  const files: DatasetFile[] = [
    ...commonFiles(input, {
      format: CLASS_MAPS,
      options,
      filesOf: (entry) => ({
        picture: picturePath(entry.stem),
        mask: maskPath(entry.stem),
        classMaps: mapsPath(entry.stem),
        classMapIds: mapIdsOf(entry),
      }),
      card: { masks: MASKS, loading: LOADING },
      notes: [],
    }),
    textFile('labelmap.txt', labelmapText(labelsOf(input.labelSet))),
    textFile('train.txt', stemList(train)),
    textFile('val.txt', stemList(val)),
  ];
  for (const entry of entries) {
    const { stem, width, height } = entry;
    files.push(pictureFile(input, stem, picturePath(stem)), maskFile(input, stem, maskPath(stem)));
    const read = async () => {
      const { classIds, values } = await input.readClassMaps(stem);
      const expected = mapIdsOf(entry);
      if (classIds.join() !== expected.join()) {
        throw new Error(
          `Maps of ${stem} are of the classes ${classIds.join(', ')}, the manifest says ${expected.join(', ')}.`,
        );
      }
      return npyOfBytes(values, [classIds.length, height, width]);
    };
    files.push({ path: mapsPath(stem), read });
  }
  return { files, notes: [] };
};
