import type { DatasetFile } from './types.ts';

/** UTF-8 without a byte order mark. */
export function textFile(path: string, text: string): DatasetFile {
  return { path, read: () => new TextEncoder().encode(text) };
}
