import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the files of a folder, and in it, take on a disk that gives room in blocks: the bytes in them, and the room. */
export function diskBytes(folder: string): { readonly bytes: number; readonly roomBytes: number } {
  let [bytes, roomBytes] = [0, 0];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const { size, blocks } = statSync(join(entry.parentPath ?? entry.path, entry.name));
    if (entry.isFile()) bytes += size;
    roomBytes += 512 * blocks;
  }
  return { bytes, roomBytes };
}
