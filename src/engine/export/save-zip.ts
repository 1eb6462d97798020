import { withStorageFailures } from '../../storage/storage-failures.ts';
import { inPieces } from './in-pieces.ts';

const FOLDER = 'exports';

/** How long an export's file is kept: its download reads from it, in this tab or another, and nothing tells when it is done. */
const KEEP_MS = 30 * 60_000;

const PIECE_BYTES = 1024 * 1024;

async function removeOldExports(folder: FileSystemDirectoryHandle, nowMs: number): Promise<void> {
  for await (const name of folder.keys()) {
    try {
      const { lastModified } = await (await folder.getFileHandle(name)).getFile();
      if (nowMs - lastModified > KEEP_MS) await folder.removeEntry(name);
    } catch (error) {
      // Another tab may be writing its export, or removing old ones just now. An old file must not stop a new one.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

/** A fresh file in OPFS; null where pages and workers may not write there. */
async function createFile(storage: Pick<StorageManager, 'getDirectory'> | undefined, nowMs: number) {
  if (typeof storage?.getDirectory !== 'function') return null;
  const root = await storage.getDirectory().catch(() => null);
  if (!root) return null;
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  await removeOldExports(folder, nowMs);
  const name = `${crypto.randomUUID()}.zip`;
  const handle = await folder.getFileHandle(name, { create: true });
  if (!('createWritable' in handle)) {
    await folder.removeEntry(name);
    return null;
  }
  return { folder, name, handle };
}

/**
 * Streams a ZIP into a temporary file, so that an export of any size does not sit in memory. The file stays
 * until the first export that begins half an hour later, because the download reads from it. Where there is no OPFS the
 * ZIP is gathered in memory instead.
 *
 * @param now the time in ms since 1970
 * @throws StudioError `storage-full`, its bytes needed being what had been written when space ran out, and
 *   `storage-unavailable` for whatever else the browser refuses; the file is then removed. Failures of `zip` itself are
 *   thrown on.
 */
export async function saveZip(
  zip: ReadableStream<Uint8Array>,
  storage: Pick<StorageManager, 'getDirectory' | 'estimate'> | undefined,
  now: () => number = Date.now,
): Promise<Blob> {
  const estimate = async () => (await storage?.estimate()) ?? {};
  const file = await withStorageFailures(0, estimate, () => createFile(storage, now()));
  if (!file) return new Response(zip, { headers: { 'Content-Type': 'application/zip' } }).blob();
  let writtenBytes = 0;
  const counted = zip.pipeThrough(inPieces(PIECE_BYTES)).pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        writtenBytes += chunk.byteLength;
        controller.enqueue(chunk);
      },
    }),
  );
  try {
    await counted.pipeTo(await file.handle.createWritable());
  } catch (error) {
    // What cannot be removed now goes with a later export; what matters is the first error.
    await file.folder.removeEntry(file.name).catch(() => undefined);
    return await withStorageFailures(writtenBytes, estimate, () => Promise.reject(error));
  }
  return withStorageFailures(writtenBytes, estimate, () => file.handle.getFile());
}
