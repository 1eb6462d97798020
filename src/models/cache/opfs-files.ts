import { isNotFoundError } from './cache-failures.ts';

/** Replaces a file's content; readers see the old content until the last byte is written, and keep it if that fails. */
export async function writeFile(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array<ArrayBuffer>) {
  const isNew = (await readFile(folder, name)) === null;
  const handle = await folder.getFileHandle(name, { create: true });
  try {
    const writable = await handle.createWritable();
    try {
      await writable.write(bytes);
      await writable.close();
    } catch (error) {
      // A failed stream may already be closed; what matters is the first error.
      await writable.abort().catch(() => undefined);
      throw error;
    }
  } catch (error) {
    // Creating the handle made an empty file, which must not look like content.
    if (isNew) await removeEntry(folder, name);
    throw error;
  }
}

/** Null if there is no such file. */
export async function readFile(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (isNotFoundError(error)) return null;
    throw error;
  }
}

export async function removeEntry(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name, { recursive: true });
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
  }
}

/** Null if there is no such folder and `create` is not asked for. */
export async function openFolder(
  parent: FileSystemDirectoryHandle,
  name: string,
  create: boolean,
): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await parent.getDirectoryHandle(name, { create });
  } catch (error) {
    if (isNotFoundError(error)) return null;
    throw error;
  }
}

export async function writeJson(folder: FileSystemDirectoryHandle, name: string, value: unknown): Promise<void> {
  await writeFile(folder, name, new TextEncoder().encode(JSON.stringify(value)));
}

/** Null if there is no such file or it is not JSON, as after a crash. */
export async function readJson(folder: FileSystemDirectoryHandle, name: string): Promise<unknown> {
  const file = await readFile(folder, name);
  if (!file) return null;
  try {
    return JSON.parse(await file.text()) as unknown;
  } catch {
    return null;
  }
}
