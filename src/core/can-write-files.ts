/**
 * Whether files can be written in a folder of the browser's private file system: some browsers offer it to pages and not to workers.
 * A full storage counts as writable: what is there has to be within reach, so that some of it can be removed.
 *
 * @param probeName of a file that is made and removed; each call needs one of its own, since tabs and workers that open at the same
 *   moment would remove each other's
 * @throws what the browser refuses with
 */
export async function canWriteFiles(folder: FileSystemDirectoryHandle, probeName: string): Promise<boolean> {
  try {
    const probe = await folder.getFileHandle(probeName, { create: true });
    await folder.removeEntry(probeName).catch((error: unknown) => {
      // Another tab may have cleared it up.
      if (!isNamed(error, 'NotFoundError')) throw error;
    });
    return 'createWritable' in probe;
  } catch (error) {
    if (isNamed(error, 'QuotaExceededError')) return true;
    throw error;
  }
}

const isNamed = (error: unknown, name: string) => error instanceof Error && error.name === name;
