import { BACKGROUND_ID, VOID_ID } from '../../segmentation/types.ts';
import { polygonRuns } from '../regions/polygon-runs.ts';
import { paintRunLengths } from '../regions/run-lengths.ts';
import { namesOfDataYaml } from './data-yaml.ts';
import { datasetUnreadable } from './dataset-unreadable.ts';
import { pictureSize } from './picture-size.ts';
import { datasetLabels, idOfName } from './read-labels.ts';
import { splitNamed } from './read-paired.ts';
import type { DatasetFiles, DatasetManifest, LabelKnowledge, ReadDataset, ReadItem, ReadMask } from './types.ts';

const PICTURE = /^(?<root>(?:.*\/)?)images\/(?<split>[^/]+)\/(?<stem>[^/]+)\.(?:jpe?g|png)$/i;
/** Corners are written in shares of a side: one that is less than this below a whole pixel is that pixel's. */
const NEAR_PIXELS = 1e-3;

/** Whether there are labels of this format. */
export function hasYoloLabels({ paths }: DatasetFiles): boolean {
  return paths.some((path) => /(^|\/)labels\/[^/]+\/[^/]+\.txt$/.test(path));
}

/**
 * Ultralytics' segmentation format. Corners are whole pixels there (what is behind the point is cut off), and pixels that two classes
 * claim are void here.
 * @throws StudioError `dataset-unreadable`
 */
export async function readYoloSegmentation(
  files: DatasetFiles,
  manifest: DatasetManifest | null,
  knowledge: LabelKnowledge,
): Promise<ReadDataset> {
  const names = await namesOfDataYaml(files);
  const { labelSet } = datasetLabels(manifest, knowledge, { fileName: 'names.json', text: JSON.stringify(names) });
  const ids = names.map((name) => idOfName(labelSet, name));
  const there = new Set(files.paths);
  const items = files.paths.flatMap((picturePath): ReadItem[] => {
    const { root, split, stem } = PICTURE.exec(picturePath)?.groups ?? {};
    if (root === undefined || split === undefined || stem === undefined) return [];
    const labelPath = `${root}labels/${split}/${stem}.txt`;
    return [
      {
        name: stem,
        split: splitNamed(split),
        picturePath,
        maskPath: there.has(labelPath) ? labelPath : null,
        readPicture: () => files.read(picturePath),
        readMask: async () => {
          if (!there.has(labelPath)) throw datasetUnreadable(`Expected outlines at ${labelPath}, found none.`);
          const size = pictureSize(await files.read(picturePath), picturePath);
          return maskOfLines(new TextDecoder().decode(await files.read(labelPath)), labelPath, size, ids);
        },
      },
    ];
  });
  items.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { format: 'yolo-segmentation', labelSet, items, manifest, findings: [] };
}

function maskOfLines(
  text: string,
  path: string,
  { width, height }: { readonly width: number; readonly height: number },
  classIds: readonly (number | undefined)[],
): ReadMask {
  const ids = new Uint8Array(width * height);
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [place = Number.NaN, ...shares] = line.trim().split(/\s+/).map(Number);
    if (!Number.isInteger(place) || shares.length < 6 || shares.length % 2 !== 0 || shares.some(Number.isNaN)) {
      throw datasetUnreadable(`Expected a class and at least three corners in line ${index + 1} of ${path}.`);
    }
    const id = classIds[place];
    if (id === undefined) throw datasetUnreadable(`Expected a class of data.yaml in ${path}, found number ${place}.`);
    const corners = shares.map((share, i) => Math.floor(share * (i % 2 === 0 ? width : height) + NEAR_PIXELS));
    paintRunLengths(polygonRuns(corners, width, height), width, height, (pixel) => {
      const before = ids[pixel] as number;
      ids[pixel] = before === BACKGROUND_ID || before === id ? id : VOID_ID;
    });
  }
  return { width, height, ids };
}
