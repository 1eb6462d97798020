import { labelsOf } from '../../labelmap.ts';
import { commonFiles } from '../../metadata/common-files.ts';
import { PackedText } from '../../packed-text.ts';
import { outlinesOf } from '../../regions/outlines.ts';
import { RegionLosses } from '../../regions/region-losses.ts';
import { REGION_CONNECTIVITY, takeRegions } from '../../regions/take-regions.ts';
import { textFile } from '../../text-file.ts';
import type { DatasetFile, SplitEntry } from '../../types.ts';
import type { DatasetWriter } from '../format.ts';
import { dataYaml } from './data-yaml.ts';
import { YOLO_SEGMENTATION } from './segmentation-format.ts';
import { yoloSegmentationCard } from './yolo-card.ts';
import { yoloLabelPath, yoloPicturePath } from './yolo-paths.ts';

/** Of sides up to 10,000 pixels each corner stays within a hundredth of a pixel of its place. */
const STEPS = 1e6;

/**
 * Ultralytics' segmentation format (docs.ultralytics.com/datasets/segment): a text a picture, a line for each connected part of an object
 * with its class's index and its outline in shares of width and height. Pictures without a region have an empty text.
 */
export const writeYoloSegmentation: DatasetWriter<typeof YOLO_SEGMENTATION> = async (input, options) => {
  const classes = labelsOf(input.labelSet).slice(1, -1);
  const indices = new Map(classes.map(({ id }, index) => [id, index]));
  const losses = new RegionLosses();
  const files: DatasetFile[] = [];
  // Not within the loop: what its closures capture, here the labels of all pixels, would stay until the last file is written.
  const outlines = async (entry: SplitEntry): Promise<string> => {
    const found = await takeRegions(input, entry, options, losses);
    const lines = found.regions.flatMap((region) =>
      outlinesOf(found, region, REGION_CONNECTIVITY).map((polygon) => {
        const shares = polygon.map((corner, i) => share(corner, i % 2 === 0 ? entry.width : entry.height));
        return `${[indices.get(region.classId), ...shares].join(' ')}\n`;
      }),
    );
    return lines.join('');
  };
  for (const entry of input.entries) {
    const text = new PackedText(await outlines(entry));
    files.push({ path: yoloPicturePath(entry), read: () => input.readJpeg(entry.stem) });
    files.push({ path: yoloLabelPath(entry), read: () => text.bytes() });
  }
  const yaml = dataYaml(
    input,
    classes.map(({ name }) => name),
  );
  const notes = [...losses.notes('are in no region: trainers take them for background'), ...yaml.notes];
  const common = commonFiles(input, {
    format: YOLO_SEGMENTATION,
    options,
    filesOf: (entry) => ({ picture: yoloPicturePath(entry), outlines: yoloLabelPath(entry) }),
    card: yoloSegmentationCard(classes),
    notes,
  });
  return { files: [...common, textFile('data.yaml', yaml.text), ...files], notes };
};

/** Rounded up: Ultralytics cuts off what is behind the point after it has multiplied, and must not land one pixel before. */
function share(corner: number, side: number): number {
  return Math.ceil((corner * STEPS) / side) / STEPS;
}
