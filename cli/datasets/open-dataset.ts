import { FORMATS, type FormatId } from '../../src/core/dataset/formats/registry.ts';
import { readDataset } from '../../src/core/dataset/read/read-dataset.ts';
import type { ReadDataset } from '../../src/core/dataset/read/types.ts';
import { readLabelSet } from '../inputs/read-label-set.ts';
import { labelKnowledge } from './label-knowledge.ts';
import { type OpenedFiles, openDatasetFiles } from './open-files.ts';

/** What can be written as `--format`. */
export const FORMAT_IDS: readonly FormatId[] = FORMATS.map(({ id }) => id);

/** How a person names a dataset. */
export interface DatasetOptions {
  readonly format?: FormatId;
  readonly labelSet?: string;
}

/**
 * Works on a dataset at `path` and closes its files afterwards.
 * @throws StudioError as `openDatasetFiles`, `readLabelSet`, `readDataset` and the work
 */
export async function withDataset<T>(
  path: string,
  { format, labelSet }: DatasetOptions,
  work: (dataset: ReadDataset, files: OpenedFiles) => Promise<T>,
): Promise<T> {
  const chosen = labelSet === undefined ? null : await readLabelSet(labelSet);
  const files = await openDatasetFiles(path);
  try {
    return await work(await readDataset(files, labelKnowledge(chosen), format ?? null), files);
  } finally {
    files.close();
  }
}
