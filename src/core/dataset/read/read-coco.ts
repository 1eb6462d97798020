import { BACKGROUND_ID, VOID_ID } from '../../segmentation/types.ts';
import { polygonRuns } from '../regions/polygon-runs.ts';
import { expandRunLengths, paintRunLengths } from '../regions/run-lengths.ts';
import { type CocoImage, type CocoSegmentation, parseInstances, parsePanoptic } from './coco-json.ts';
import { datasetUnreadable } from './dataset-unreadable.ts';
import { decodePngBytes } from './decode-mask.ts';
import { datasetLabels, idOfName } from './read-labels.ts';
import { splitNamed } from './read-paired.ts';
import type {
  DatasetFiles,
  DatasetManifest,
  Finding,
  LabelKnowledge,
  ReadDataset,
  ReadItem,
  ReadMask,
  SplitName,
} from './types.ts';

/** `annotations/instances_val2017.json`, as the writers and COCO itself name them. */
const INSTANCES = /(?:^|\/)instances_(?<split>[^/]+)\.json$/;
const PANOPTIC = /(?:^|\/)panoptic_(?<split>[^/]+)\.json$/;

export const instancesFiles = ({ paths }: DatasetFiles): string[] => paths.filter((path) => INSTANCES.test(path));
export const panopticFiles = ({ paths }: DatasetFiles): string[] => paths.filter((path) => PANOPTIC.test(path));

interface CocoDocument {
  readonly path: string;
  readonly split: SplitName | null;
  readonly categories: readonly { readonly id: number; readonly name: string }[];
}

/**
 * COCO's instances as semantic masks, as torchvision's reference training makes them: pixels that two classes claim are void, those of no
 * region background.
 * @throws StudioError `dataset-unreadable`
 */
export async function readCocoInstances(
  files: DatasetFiles,
  manifest: DatasetManifest | null,
  knowledge: LabelKnowledge,
  annotationPaths: readonly string[] = instancesFiles(files),
): Promise<ReadDataset> {
  const documents = await Promise.all(
    annotationPaths.map(async (path) => ({
      path,
      split: splitOf(INSTANCES, path),
      ...parseInstances(path, await files.read(path)),
    })),
  );
  const { labelSet, idOf, findings } = categoryIds(documents, manifest, knowledge);
  const pictures = picturesByName(files);
  const items = documents.flatMap(({ path, split, images, annotations }) => {
    const byImage = groupBy(annotations, ({ image_id }) => image_id);
    return images.map((image): ReadItem => {
      const readMask = async () => {
        const regions = (byImage.get(image.id) ?? []).flatMap(({ category_id, segmentation }) => {
          const id = idOf.get(category_id);
          return id === undefined ? [] : [{ id, segmentation }];
        });
        return maskOfRegions(regions, image, path);
      };
      return { ...pictureOf(files, pictures, image, path, split), maskPath: path, readMask };
    });
  });
  return { format: 'coco-instances', labelSet, items: sorted(items), manifest, findings };
}

/** COCO's panoptic segments as semantic masks; pixels of no segment are void. @throws StudioError `dataset-unreadable` */
export async function readCocoPanoptic(
  files: DatasetFiles,
  manifest: DatasetManifest | null,
  knowledge: LabelKnowledge,
): Promise<ReadDataset> {
  const documents = await Promise.all(
    panopticFiles(files).map(async (path) => ({
      path,
      split: splitOf(PANOPTIC, path),
      ...parsePanoptic(path, await files.read(path)),
    })),
  );
  const { labelSet, idOf, findings } = categoryIds(documents, manifest, knowledge);
  const pictures = picturesByName(files);
  const items = documents.flatMap(({ path, split, images, annotations }) => {
    const byImage = new Map(annotations.map((annotation) => [annotation.image_id, annotation]));
    return images.map((image): ReadItem => {
      const annotation = byImage.get(image.id);
      const pngPath = annotation ? path.replace(/\.json$/, `/${annotation.file_name}`) : path;
      const readMask = async () => {
        if (!annotation) throw datasetUnreadable(`Expected segments of ${image.file_name} in ${path}, found none.`);
        const classes = new Map(annotation.segments_info.map(({ id, category_id }) => [id, idOf.get(category_id)]));
        return maskOfSegments(await files.read(pngPath), pngPath, classes);
      };
      return { ...pictureOf(files, pictures, image, path, split), maskPath: pngPath, readMask };
    });
  });
  return { format: 'coco-panoptic', labelSet, items: sorted(items), manifest, findings };
}

function splitOf(pattern: RegExp, path: string): SplitName | null {
  return splitNamed(pattern.exec(path)?.groups?.split ?? '');
}

const sorted = (items: readonly ReadItem[]) => [...items].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Mask values by category; categories that the label set lacks have none. */
function categoryIds(documents: readonly CocoDocument[], manifest: DatasetManifest | null, knowledge: LabelKnowledge) {
  const byId = new Map(documents.flatMap(({ categories }) => categories.map((one) => [one.id, one] as const)));
  const categories = [...byId.values()];
  const text = JSON.stringify({ categories });
  const { labelSet } = datasetLabels(manifest, knowledge, { fileName: 'categories.json', text });
  const idOf = new Map<number, number>();
  const unknown: string[] = [];
  for (const { id, name } of categories) {
    const classId = idOfName(labelSet, name);
    if (classId === undefined) unknown.push(name);
    else idOf.set(id, classId);
  }
  const findings: Finding[] =
    unknown.length === 0
      ? []
      : [
          {
            severity: 'warning',
            kind: 'labels',
            path: documents[0]?.path ?? null,
            message: `The label set “${labelSet.name}” has no classes for ${unknown.join(', ')}: their regions are background.`,
          },
        ];
  return { labelSet, idOf, findings };
}

/** `Map.groupBy`, which Node 20 has not. */
function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Paths by file name: COCO's JSON names files, not folders. */
function picturesByName({ paths }: DatasetFiles): Map<string, string[]> {
  return groupBy(
    paths.filter((path) => /\.(jpe?g|png)$/i.test(path) && !/(^|\/)panoptic_/.test(path)),
    (path) => path.slice(path.lastIndexOf('/') + 1),
  );
}

function pictureOf(
  files: DatasetFiles,
  pictures: ReadonlyMap<string, readonly string[]>,
  { file_name }: CocoImage,
  path: string,
  split: SplitName | null,
): Omit<ReadItem, 'readMask' | 'maskPath'> {
  const name = file_name.slice(file_name.lastIndexOf('/') + 1);
  const found = pictures.get(name) ?? [];
  // One of the same name may be in each split.
  const named = /_(?<split>[^/_]+)\.json$/.exec(path)?.groups?.split ?? '';
  const picturePath = found.find((one) => one.endsWith(`${named}/${file_name}`)) ?? found[0] ?? null;
  return {
    name: name.replace(/\.[^.]+$/, ''),
    split,
    picturePath,
    readPicture: async () => {
      if (picturePath === null)
        throw datasetUnreadable(`Expected the picture ${file_name} that ${path} names, found none.`);
      return files.read(picturePath);
    },
  };
}

function maskOfRegions(
  regions: readonly { readonly id: number; readonly segmentation: CocoSegmentation }[],
  { width, height, file_name }: CocoImage,
  path: string,
): ReadMask {
  const ids = new Uint8Array(width * height).fill(BACKGROUND_ID);
  try {
    for (const { id, segmentation } of regions) {
      for (const runs of runsOf(segmentation, width, height)) {
        paintRunLengths(runs, width, height, (pixel) => {
          const before = ids[pixel] as number;
          ids[pixel] = before === BACKGROUND_ID || before === id ? id : VOID_ID;
        });
      }
    }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw datasetUnreadable(
      `Expected regions of ${file_name} in ${path}, found some that cannot be: ${message}`,
      cause,
    );
  }
  return { width, height, ids };
}

function runsOf(segmentation: CocoSegmentation, width: number, height: number): number[][] {
  if (Array.isArray(segmentation)) return segmentation.map((polygon) => polygonRuns(polygon, width, height));
  const { size, counts } = segmentation;
  if (size[0] !== height || size[1] !== width) throw new Error(`a size of ${size[1]}×${size[0]}.`);
  return [typeof counts === 'string' ? expandRunLengths(counts) : counts];
}

/** R + 256·G + 65536·B is the number of a pixel's segment (`rgb2id` of panopticapi). */
function maskOfSegments(png: Uint8Array, path: string, classes: ReadonlyMap<number, number | undefined>): ReadMask {
  const { width, height, channels, data } = decodePngBytes(png, path);
  if (channels < 3) throw datasetUnreadable(`Expected a coloured PNG of segments at ${path}, found a grey one.`);
  const ids = new Uint8Array(width * height);
  for (let pixel = 0; pixel < ids.length; pixel++) {
    const at = pixel * channels;
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    const segment = red + 256 * green + 65536 * blue;
    if (segment !== 0 && !classes.has(segment)) {
      throw datasetUnreadable(`Expected segments that the JSON names in ${path}, found the number ${segment}.`);
    }
    ids[pixel] = segment === 0 ? VOID_ID : (classes.get(segment) ?? BACKGROUND_ID);
  }
  return { width, height, ids };
}
