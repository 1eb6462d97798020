import type { NetworkFiles } from './model-package.ts';
import { sha256Hex } from './sha256.ts';
import type { SourceFile } from './types.ts';

/** Hashing a larger file would cost seconds at every visit. */
const MAX_HASHED_BYTES = 512 * 1024 * 1024;

export interface ModelHashes {
  /** SHA-256 of the UNet's file: the listing's, else made of the file unless it is too large. */
  readonly unet: string | null;
  /** One for all files: SHA-256 of the lines `path sha256`, sorted by path. Null where the listing does not hash them all. */
  readonly all: string | null;
}

/** What pins a model down in the provenance of its pictures. Web Crypto exists on secure pages only. */
export async function hashFiles(files: readonly SourceFile[], unet: NetworkFiles): Promise<ModelHashes> {
  const listed = files.find(({ path }) => path === unet.path)?.sha256 ?? null;
  const isSmall = unet.blob.size <= MAX_HASHED_BYTES;
  const lines = files.flatMap(({ path, sha256 }) => (sha256 === null ? [] : [`${path} ${sha256}\n`])).sort();
  return {
    unet: listed ?? (isSmall ? await sha256Hex(await unet.blob.arrayBuffer()) : null),
    all: lines.length === files.length ? await sha256Hex(new TextEncoder().encode(lines.join(''))) : null,
  };
}
