import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DatasetFiles } from '../../src/core/dataset/read/types.ts';
import { StudioError } from '../../src/core/errors.ts';
import { folderFiles } from './folder-files.ts';
import { zipFiles } from './zip-files.ts';

export interface OpenedFiles extends DatasetFiles {
  close(): void;
}

/**
 * A dataset's files: of a folder, in a ZIP, or one shard of a WebDataset.
 * @throws StudioError `file-missing` where there is nothing, `dataset-unreadable` for another kind of file
 */
export async function openDatasetFiles(path: string): Promise<OpenedFiles> {
  const found = await stat(path).catch(() => null);
  if (!found) {
    const message = `Expected a dataset at ${path}: a folder, a ZIP or a tar; there is nothing. Check the path.`;
    throw new StudioError({ code: 'file-missing', message });
  }
  if (found.isDirectory()) return { ...(await folderFiles(path)), close: () => undefined };
  if (!path.endsWith('.tar')) return zipFiles(path);
  const name = basename(path);
  return { paths: [name], read: async () => new Uint8Array(await readFile(path)), close: () => undefined };
}
