import { labelmapText, labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { encodePalettePng } from '../../palette-png.ts';
import { RegionLosses } from '../../regions/region-losses.ts';
import { takeRegions } from '../../regions/take-regions.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile, SplitEntry } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { VOC } from './format.ts';
import { objectMask } from './object-mask.ts';
import { vocCard } from './voc-card.ts';
import { imageSetPath, maskPath, objectsPath, picturePath } from './voc-paths.ts';

/** A Pascal VOC 2012 segmentation dataset: SegmentationClass, and SegmentationObject with a number for each object of a picture. */
export const writeVoc: DatasetWriter<typeof VOC> = async (input, options) => {
  const { labelSet, entries, train, val } = input;
  const labels = labelsOf(labelSet);
  const list = (stems: readonly string[]) => stems.map((stem) => `${stem}\n`).join('');
  const losses = new RegionLosses();
  const objects = new Map<string, Uint8Array<ArrayBuffer>>();
  // Not within the loop: what its closures capture, here the labels of all pixels, would stay until the last file is written.
  const objectsPng = async (entry: SplitEntry) => {
    const found = await takeRegions(input, entry, options, losses);
    // A copy: the encoder's result is a part of a buffer of 8 KB, which all pairs would keep.
    return encodePalettePng(objectMask(found, entry.stem), entry.width, entry.height).slice();
  };
  for (const entry of entries) objects.set(entry.stem, await objectsPng(entry));
  const notes = losses.notes(null);
  const files: DatasetFile[] = [
    ...commonFiles(input, {
      format: VOC,
      options,
      filesOf: ({ stem }) => ({ picture: picturePath(stem), mask: maskPath(stem), objects: objectsPath(stem) }),
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
    files.push({ path: objectsPath(stem), read: () => input.withSettings(stem, objects.get(stem) as Uint8Array) });
  }
  return { files, notes };
};
