import { BACKGROUND_ID, VOID_ID } from '../../../segmentation/types.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { measureValue } from '../../regions/measure-value.ts';
import { RegionLosses } from '../../regions/region-losses.ts';
import { type MaskRegions, takeRegions } from '../../regions/take-regions.ts';
import type { PixelBox } from '../../regions/types.ts';
import type { DatasetFile } from '../../types.ts';
import type { DatasetWriter, OptionValuesOf } from '../format.ts';
import { backgroundCategory, cocoCategories } from './categories.ts';
import { cocoPanopticCard } from './coco-card.ts';
import { CocoDocument } from './coco-document.ts';
import { cocoPicturePath, panopticPath, panopticPngPath } from './coco-paths.ts';
import { COCO_PANOPTIC } from './panoptic-format.ts';
import { encodePanopticPng } from './panoptic-png.ts';

type Options = OptionValuesOf<(typeof COCO_PANOPTIC)['options']>;

/**
 * COCO's panoptic format (cocodataset.org, format-data): a JSON a split and an RGB PNG a picture with the segment of each pixel. Segments
 * of objects and of a class's parts are things, whole classes and background are stuff. Void pixels and parts that are left out are 0.
 */
export const writeCocoPanoptic: DatasetWriter<typeof COCO_PANOPTIC> = async (input, options) => {
  const classes = cocoCategories(input.labelSet);
  const categories = options.background === 'stuff' ? [...classes, backgroundCategory(classes)] : classes;
  const categoryIds = new Map(categories.map(({ classId, id }) => [classId, id]));
  const listed = categories.map(({ id, name, classId, color }) => {
    const isThing = options.regions !== 'class' && classId !== BACKGROUND_ID;
    return { id, name, supercategory: isThing ? 'object' : 'stuff', isthing: isThing ? 1 : 0, color };
  });
  const documents = { train: new CocoDocument(listed), val: new CocoDocument(listed) };
  const losses = new RegionLosses();
  for (const [index, entry] of input.entries.entries()) {
    const segments = segmentsOf(await takeRegions(input, entry, options, losses), options);
    const segmentsInfo = segments.infos.map(({ id, classId, areaPixels: area, box: { x, y, width, height } }) => {
      return { id, category_id: categoryIds.get(classId), iscrowd: 0, area, bbox: [x, y, width, height] };
    });
    const annotation = { image_id: index + 1, file_name: `${entry.stem}.png`, segments_info: segmentsInfo };
    documents[entry.split].addPicture(index + 1, entry, [annotation]);
  }
  const notes = losses.notes('are void, which is not judged');
  const files = input.entries.flatMap((entry): DatasetFile[] => [
    { path: cocoPicturePath(entry), read: () => input.readJpeg(entry.stem) },
    {
      path: panopticPngPath(entry),
      async read() {
        const { values } = segmentsOf(await takeRegions(input, entry, options, new RegionLosses()), options);
        return input.withSettings(entry.stem, encodePanopticPng(values, entry.width, entry.height));
      },
    },
  ]);
  const used = (['train', 'val'] as const).filter((split) => input[split].length > 0);
  const common = commonFiles(input, {
    format: COCO_PANOPTIC,
    options,
    filesOf: (entry) => ({
      picture: cocoPicturePath(entry),
      mask: panopticPngPath(entry),
      annotations: panopticPath(entry.split),
    }),
    card: cocoPanopticCard(categories, used),
    notes,
  });
  return { files: [...common, ...used.map((split) => documents[split].file(panopticPath(split))), ...files], notes };
};

interface Segment {
  readonly id: number;
  readonly classId: number;
  readonly areaPixels: number;
  readonly box: PixelBox;
}

/** Background, where it is a category, is segment 1, and regions follow by their labels. */
function segmentsOf({ mask, width, height, labels, regions }: MaskRegions, options: Options) {
  const first = options.background === 'stuff' ? 1 : 0;
  const infos: Segment[] = [];
  const background = first === 1 ? measureValue(mask, width, height, BACKGROUND_ID) : null;
  if (background) infos.push({ id: first, classId: BACKGROUND_ID, ...background });
  for (const { label, classId, areaPixels, box } of regions) {
    infos.push({ id: first + label, classId, areaPixels, box });
  }
  /** By label; none for background that is no category, and for regions that are left out. */
  const ids: number[] = [];
  for (const { id } of infos) ids[id - first] = id;
  const values = labels;
  for (let i = 0; i < values.length; i++) values[i] = mask[i] === VOID_ID ? 0 : (ids[values[i] as number] ?? 0);
  return { values, infos };
}
