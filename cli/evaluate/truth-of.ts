import { basename } from 'node:path';
import { readCocoInstances } from '../../src/core/dataset/read/read-coco.ts';
import { readDataset } from '../../src/core/dataset/read/read-dataset.ts';
import type { ReadDataset } from '../../src/core/dataset/read/types.ts';
import { StudioError } from '../../src/core/errors.ts';
import { folderFiles } from '../datasets/folder-files.ts';
import { labelKnowledge } from '../datasets/label-knowledge.ts';
import { openDatasetFiles } from '../datasets/open-files.ts';
import { readInput } from '../inputs/read-input.ts';
import { readLabelSet } from '../inputs/read-label-set.ts';

export interface TruthOptions {
  readonly voc?: string;
  readonly split: 'train' | 'val' | 'all';
  readonly coco?: string;
  readonly images?: string;
  readonly labelSet?: string;
}

/**
 * Real pictures with masks that people drew: a VOC folder or ZIP, or COCO's instances beside a folder of pictures.
 * @throws StudioError `arguments-invalid` unless one of both is named; `file-missing`, `dataset-unreadable`
 */
export async function truthOf({ voc, split, coco, images, labelSet }: TruthOptions): Promise<ReadDataset> {
  const knowledge = labelKnowledge(labelSet === undefined ? null : await readLabelSet(labelSet));
  if (voc !== undefined && coco === undefined) {
    const dataset = await readDataset(await openDatasetFiles(voc), knowledge, 'voc');
    return split === 'all' ? dataset : { ...dataset, items: dataset.items.filter((item) => item.split === split) };
  }
  if (coco === undefined || images === undefined || voc !== undefined) {
    const message = 'Expected --voc FOLDER, or --coco FILE with --images FOLDER. Name one of both.';
    throw new StudioError({ code: 'arguments-invalid', message });
  }
  const pictures = await folderFiles(images);
  const annotations = `annotations/${basename(coco)}`;
  const bytes = await readInput(coco, 'COCO’s instances as JSON');
  const files = {
    paths: [annotations, ...pictures.paths],
    read: async (path: string) => (path === annotations ? bytes : pictures.read(path)),
  };
  return readCocoInstances(files, null, knowledge, [annotations]);
}
