import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { datasetUnreadable } from '../../src/core/dataset/read/dataset-unreadable.ts';
import type { DatasetFiles } from '../../src/core/dataset/read/types.ts';

/** The files of a folder and of those in it; hidden ones are left out. @throws StudioError `dataset-unreadable` */
export async function folderFiles(folder: string): Promise<DatasetFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw datasetUnreadable(`Expected a readable folder at ${folder}; ${reason(cause)}.`, cause);
  });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .filter((path) => !path.split('/').some((name) => name.startsWith('.')))
    .sort();
  return {
    paths,
    async read(path) {
      try {
        return new Uint8Array(await readFile(join(folder, path)));
      } catch (cause) {
        throw datasetUnreadable(`Expected a readable file at ${path}; ${reason(cause)}.`, cause);
      }
    },
  };
}

/** What the system said, in its own words. */
export const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
