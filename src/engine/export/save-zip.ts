import { isBeingWrittenError, isNotFoundError, withStorageFailures } from '../../storage/storage-failures.ts';

const FOLDER = 'exports';

async function removeOldExports(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const name of folder.keys()) {
    try {
      await folder.removeEntry(name);
    } catch (error) {
      // Another tab may be writing its export, or removing old ones just now.
      if (!isBeingWrittenError(error) && !isNotFoundError(error)) throw error;
    }
  }
}

/** A fresh file in OPFS; null where pages and workers may not write there. */
async function createFile(storage: Pick<StorageManager, 'getDirectory'> | undefined) {
  if (typeof storage?.getDirectory !== 'function') return null;
  const root = await storage.getDirectory().catch(() => null);
  if (!root) return null;
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  await removeOldExports(folder);
  const name = `${crypto.randomUUID()}.zip`;
  const handle = await folder.getFileHandle(name, { create: true });
  if (!('createWritable' in handle)) {
    await folder.removeEntry(name);
    return null;
  }
  return { folder, name, handle };
}

/**
 * Streams a ZIP into a temporary file, so that an export of any size does not sit in memory. The file stays until the
 * next export, because the download reads from it. Where there is no OPFS the ZIP is gathered in memory instead.
 *
 * @throws StudioError `storage-full`, its bytes needed being what had been written when space ran out; the file is then
 *   removed. Failures of `zip` itself are thrown on.
 */
export async function saveZip(
  zip: ReadableStream<Uint8Array>,
  storage: Pick<StorageManager, 'getDirectory' | 'estimate'> | undefined,
): Promise<Blob> {
  const file = await createFile(storage);
  if (!file) return new Response(zip, { headers: { 'Content-Type': 'application/zip' } }).blob();
  let writtenBytes = 0;
  const counted = zip.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        writtenBytes += chunk.byteLength;
        controller.enqueue(chunk);
      },
    }),
  );
  try {
    await counted.pipeTo(await file.handle.createWritable());
  } catch (error) {
    await file.folder.removeEntry(file.name);
    const estimate = async () => (await storage?.estimate()) ?? {};
    return await withStorageFailures(writtenBytes, estimate, () => Promise.reject(error));
  }
  return file.handle.getFile();
}
