import { datasetCard } from './dataset-card.ts';
import { labelmapText, labelsOf } from './labelmap.ts';
import { manifestText } from './manifest.ts';
import { splitStems } from './split.ts';
import type { DatasetFile, DatasetWriterInput } from './types.ts';
import { imageSetPath, maskPath, picturePath } from './voc-paths.ts';

function textFile(path: string, text: string): DatasetFile {
  return { path, read: () => new TextEncoder().encode(text) };
}

/**
 * The files of a Pascal VOC 2012 segmentation dataset, sorted by path. The lists come before the pixels that they name,
 * which works because entries are known up front; pictures and masks are read in the order of their paths, each once.
 */
export function vocFiles(input: DatasetWriterInput): DatasetFile[] {
  const { labelSet, entries } = input;
  const split = splitStems(entries.map((entry) => entry.stem));
  const list = (stems: readonly string[]) => stems.map((stem) => `${stem}\n`).join('');
  const files: DatasetFile[] = [
    textFile('README.md', datasetCard(labelSet, entries)),
    textFile('labelmap.txt', labelmapText(labelsOf(labelSet))),
    textFile('manifest.json', manifestText(labelSet, entries)),
    textFile(imageSetPath('train'), list(split.train)),
    textFile(imageSetPath('val'), list(split.val)),
    textFile(imageSetPath('trainval'), list(split.trainval)),
  ];
  for (const { stem } of entries) {
    files.push({ path: picturePath(stem), read: () => input.readJpeg(stem) });
    files.push({ path: maskPath(stem), read: () => input.readMaskPng(stem) });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
