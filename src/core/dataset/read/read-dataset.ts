import type { FormatId } from '../formats/registry.ts';
import { datasetUnreadable } from './dataset-unreadable.ts';
import { PAIRED_LAYOUTS, type PairedLayout } from './paired-layouts.ts';
import { instancesFiles, panopticFiles, readCocoInstances, readCocoPanoptic } from './read-coco.ts';
import { manifestPath, readManifest } from './read-manifest.ts';
import { readPaired } from './read-paired.ts';
import { readWebdataset, shardPaths } from './read-webdataset.ts';
import { hasYoloLabels, readYoloSegmentation } from './read-yolo.ts';
import type { DatasetFiles, LabelKnowledge, ReadDataset } from './types.ts';

/**
 * Opens a dataset of any format that the studio writes, also one that others made. Nothing of its pairs is read yet, but annotations of
 * many pairs in one file.
 *
 * @param format null: told by the manifest, or by what files there are
 * @throws StudioError `dataset-unreadable` where the format, the classes or a list cannot be made out
 */
export async function readDataset(
  files: DatasetFiles,
  knowledge: LabelKnowledge,
  format: FormatId | null = null,
): Promise<ReadDataset> {
  const path = manifestPath(files);
  const manifest =
    path === null ? null : readManifest(path, new TextDecoder().decode(await files.read(path)), knowledge.knownSets);
  const chosen = format ?? manifest?.format ?? formatByFiles(files);
  if (chosen === null) {
    const message = `Expected a dataset of a format that the studio writes, found ${files.paths.length} files of none. Name it with --format.`;
    throw datasetUnreadable(message);
  }
  if (chosen === 'coco-instances') return readCocoInstances(files, manifest, knowledge);
  if (chosen === 'coco-panoptic') return readCocoPanoptic(files, manifest, knowledge);
  if (chosen === 'yolo-segmentation') return readYoloSegmentation(files, manifest, knowledge);
  if (chosen === 'webdataset') return readWebdataset(files, manifest, knowledge);
  const layout = PAIRED_LAYOUTS.find((one) => one.format === chosen) as PairedLayout;
  return readPaired(layout, files, manifest, knowledge);
}

/** By the folders that are there; null: none of the formats has such. */
function formatByFiles(files: DatasetFiles): FormatId | null {
  if (panopticFiles(files).length > 0) return 'coco-panoptic';
  if (instancesFiles(files).length > 0) return 'coco-instances';
  if (shardPaths(files).length > 0) return 'webdataset';
  const has = (pattern: RegExp) => files.paths.some((path) => pattern.test(path));
  if (has(/(^|\/)data\.yaml$/) && hasYoloLabels(files)) return 'yolo-segmentation';
  const paired = PAIRED_LAYOUTS.filter(({ mask }) => has(mask)).map((layout) => layout.format);
  // They lie alike: CVAT's masks are colours, and class maps have scores beside.
  if (paired.includes('voc')) return has(/(^|\/)cvat-labels\.json$/) ? 'cvat' : 'voc';
  if (paired[0] === 'class-maps' && !has(/(^|\/)class-maps\//)) return 'grey';
  return paired[0] ?? null;
}
