import { commonFiles } from '../../metadata/common-files.ts';
import { outlinesOf } from '../../regions/outlines.ts';
import { RegionLosses } from '../../regions/region-losses.ts';
import { compressRunLengths, runLengths } from '../../regions/run-lengths.ts';
import { REGION_CONNECTIVITY, takeRegions } from '../../regions/take-regions.ts';
import type { LabelledRegions, Region } from '../../regions/types.ts';
import type { DatasetFile } from '../../types.ts';
import type { DatasetWriter, OptionValuesOf } from '../format.ts';
import { cocoCategories } from './categories.ts';
import { cocoInstancesCard } from './coco-card.ts';
import { CocoDocument } from './coco-document.ts';
import { cocoPicturePath, instancesPath } from './coco-paths.ts';
import { COCO_INSTANCES } from './instances-format.ts';

type Encoding = OptionValuesOf<(typeof COCO_INSTANCES)['options']>['encoding'];

/**
 * COCO's object detection format (cocodataset.org, format-data): a JSON a split with a region for each object, each connected part of a
 * class, or each class. Ids of pictures and regions begin at 1 (pycocotools takes region 0 for none when it matches) and are unique in the dataset.
 */
export const writeCocoInstances: DatasetWriter<typeof COCO_INSTANCES> = async (input, options) => {
  const categories = cocoCategories(input.labelSet);
  const categoryIds = new Map(categories.map(({ classId, id }) => [classId, id]));
  const listed = categories.map(({ id, name }) => ({ id, name, supercategory: 'object' }));
  const documents = { train: new CocoDocument(listed), val: new CocoDocument(listed) };
  const losses = new RegionLosses();
  let annotationId = 1;
  for (const [index, entry] of input.entries.entries()) {
    const found = await takeRegions(input, entry, options, losses);
    const annotations = found.regions.map((region) => {
      const { x, y, width, height } = region.box;
      return {
        id: annotationId++,
        image_id: index + 1,
        category_id: categoryIds.get(region.classId),
        iscrowd: 0,
        area: region.areaPixels,
        bbox: [x, y, width, height],
        segmentation: segmentationOf(found, region, options.encoding),
      };
    });
    documents[entry.split].addPicture(index + 1, entry, annotations);
  }
  const notes = losses.notes('are in no region: trainers take them for background');
  const pictures = input.entries.map(
    (entry): DatasetFile => ({ path: cocoPicturePath(entry), read: () => input.readJpeg(entry.stem) }),
  );
  const used = (['train', 'val'] as const).filter((split) => input[split].length > 0);
  const common = commonFiles(input, {
    format: COCO_INSTANCES,
    options,
    filesOf: (entry) => ({ picture: cocoPicturePath(entry), annotations: instancesPath(entry.split) }),
    card: cocoInstancesCard(categories, used),
    notes,
  });
  return {
    files: [...common, ...used.map((split) => documents[split].file(instancesPath(split))), ...pictures],
    notes,
  };
};

function segmentationOf(found: LabelledRegions, region: Region, encoding: Encoding) {
  if (encoding === 'polygons') return outlinesOf(found, region, REGION_CONNECTIVITY);
  const counts = runLengths(found, region);
  const size = [found.height, found.width];
  return { size, counts: encoding === 'rle' ? counts : compressRunLengths(counts) };
}
