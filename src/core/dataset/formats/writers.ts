import type { DatasetWriterInput } from '../types.ts';
import { writeCocoInstances } from './coco/write-instances.ts';
import { writeCocoPanoptic } from './coco/write-panoptic.ts';
import type { DatasetWriter, WrittenDataset } from './format.ts';
import { type Format, type FormatChoice, validateChoice } from './registry.ts';
import { writeVoc } from './voc/write-voc.ts';

const WRITERS: { readonly [F in Format as F['id']]: DatasetWriter<F> } = {
  voc: writeVoc,
  'coco-instances': writeCocoInstances,
  'coco-panoptic': writeCocoPanoptic,
};

/** @throws StudioError as `validateChoice` and the writer do */
export async function writeDataset(input: DatasetWriterInput, choice: FormatChoice): Promise<WrittenDataset> {
  validateChoice(choice);
  // The options were checked against those of this format.
  const write = WRITERS[choice.format] as unknown as DatasetWriter;
  return write(input, choice.options);
}
