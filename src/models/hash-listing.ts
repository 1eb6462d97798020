import { sha256Hex } from './sha256.ts';
import type { ModelFile } from './types.ts';

/**
 * One hash for all files of a model: SHA-256 of the lines `path sha256`, sorted by path. Null without Web Crypto, which
 * exists on secure pages only.
 */
export async function hashListing(files: readonly ModelFile[]): Promise<string | null> {
  const lines = files.map(({ path, sha256 }) => `${path} ${sha256}\n`).sort();
  return sha256Hex(new TextEncoder().encode(lines.join('')));
}
