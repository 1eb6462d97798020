import { COCO_80 } from '../../prompt/coco-80.ts';
import { ownLabelSet } from '../../prompt/label-sets/own-label-set.ts';
import { readClassFile } from '../../prompt/label-sets/read-class-file.ts';
import { VOC_20 } from '../../prompt/voc-20.ts';
import { datasetInput } from '../dataset-input.ts';
import type { OptionValue } from '../formats/format.ts';
import type { FormatId } from '../formats/registry.ts';
import { defaultChoice } from '../formats/registry.ts';
import { writeDataset } from '../formats/writers.ts';
import type { DatasetFile, DatasetSource } from '../types.ts';
import { datasetUnreadable } from './dataset-unreadable.ts';
import type { DatasetFiles, LabelKnowledge } from './types.ts';

/** As the command line knows classes. */
export const KNOWLEDGE: LabelKnowledge = {
  labelSet: null,
  knownSets: [VOC_20, COCO_80],
  vocLabelSet: VOC_20,
  labelSetOf: (fileName, text) => ownLabelSet('Read', readClassFile(fileName, text).classes),
};

export function memoryFiles(content: ReadonlyMap<string, Uint8Array>): DatasetFiles {
  return {
    paths: [...content.keys()].sort(),
    async read(path) {
      const bytes = content.get(path);
      if (!bytes) throw datasetUnreadable(`Expected ${path}, found no such file.`);
      return bytes;
    },
  };
}

/** What the writers make of pairs, by path. */
export async function writtenFiles(
  source: DatasetSource,
  format: FormatId,
  options: Readonly<Record<string, OptionValue>> = {},
): Promise<Map<string, Uint8Array>> {
  const choice = defaultChoice(format);
  const written = await writeDataset(datasetInput(source, 60), {
    ...choice,
    options: { ...choice.options, ...options },
  });
  const content = new Map<string, Uint8Array>();
  for (const file of written.files) content.set(file.path, await wholeContent(file));
  return content;
}

async function wholeContent(file: DatasetFile): Promise<Uint8Array> {
  const content = await file.read();
  return content instanceof Uint8Array ? content : new Uint8Array(Buffer.concat([...content]));
}
