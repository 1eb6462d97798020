import type { DatasetWriterInput } from '../types.ts';
import { writeClassMaps } from './class-maps/write-class-maps.ts';
import { writeCocoInstances } from './coco/write-instances.ts';
import { writeCocoPanoptic } from './coco/write-panoptic.ts';
import { writeCvat } from './cvat/write-cvat.ts';
import { writeFiftyOne } from './fiftyone/write-fiftyone.ts';
import { writeFolders } from './folders/write-folders.ts';
import type { DatasetWriter, WrittenDataset } from './format.ts';
import { writeGrey } from './grey/write-grey.ts';
import { writeImagefolder } from './imagefolder/write-imagefolder.ts';
import { writeMmsegmentation } from './mmsegmentation/write-mmsegmentation.ts';
import { type Format, type FormatChoice, validateChoice } from './registry.ts';
import { writeVoc } from './voc/write-voc.ts';
import { writeWebdataset } from './webdataset/write-webdataset.ts';
import { writeYoloSegmentation } from './yolo/write-segmentation.ts';
import { writeYoloSemantic } from './yolo/write-semantic.ts';

const WRITERS: { readonly [F in Format as F['id']]: DatasetWriter<F> } = {
  voc: writeVoc,
  'coco-instances': writeCocoInstances,
  'coco-panoptic': writeCocoPanoptic,
  mmsegmentation: writeMmsegmentation,
  folders: writeFolders,
  cvat: writeCvat,
  imagefolder: writeImagefolder,
  grey: writeGrey,
  'class-maps': writeClassMaps,
  webdataset: writeWebdataset,
  'yolo-segmentation': writeYoloSegmentation,
  'yolo-semantic': writeYoloSemantic,
  fiftyone: writeFiftyOne,
};

/** @throws StudioError as `validateChoice` and the writer do */
export async function writeDataset(input: DatasetWriterInput, choice: FormatChoice): Promise<WrittenDataset> {
  validateChoice(choice);
  // The options were checked against those of this format.
  const write = WRITERS[choice.format] as unknown as DatasetWriter;
  return write(input, choice.options);
}
