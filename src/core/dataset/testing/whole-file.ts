import type { DatasetFile } from '../types.ts';

/** All bytes of a file of a dataset. */
export async function wholeFile(file: DatasetFile): Promise<Buffer> {
  const content = await file.read();
  return Buffer.concat(content instanceof Uint8Array ? [content] : [...content]);
}
