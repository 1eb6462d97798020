import { sha256Hex } from '../source/sha256.ts';
import { sideFilePath } from './model-layout.ts';
import type { ModelPackage, NetworkFiles } from './model-package.ts';

/** Hashing a larger file would cost seconds at every visit. */
const MAX_HASHED_BYTES = 512 * 1024 * 1024;

export interface ModelHashes {
  /** SHA-256 of the UNet's file: the listing's, else made of the file unless it is too large. */
  readonly unet: string | null;
  /**
   * One for all files that the layout names, with the side files of the networks: SHA-256 of the lines `path sha256`, sorted
   * by path. What else lies in the folder has no part in it. Null where the listing does not hash them all.
   */
  readonly all: string | null;
}

/**
 * What pins a model down in the provenance of its pictures. Web Crypto exists on secure pages only.
 * @param networks those that were brought here, of which side files are known
 */
export async function hashFiles(
  { files, layout }: Pick<ModelPackage, 'files' | 'layout'>,
  unet: NetworkFiles,
  networks: readonly NetworkFiles[],
): Promise<ModelHashes> {
  const listed = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const sides = networks.flatMap(({ path, sideFiles }) => sideFiles.map((side) => sideFilePath(path, side.path)));
  const paths = new Set([...Object.values(layout.networks), ...Object.values(layout.configs), ...sides]);
  const lines = [...paths].sort().map((path) => (listed.get(path) ? `${path} ${listed.get(path)}\n` : null));
  const isSmall = unet.blob.size <= MAX_HASHED_BYTES;
  return {
    unet: listed.get(unet.path) ?? (isSmall ? await sha256Hex(await unet.blob.arrayBuffer()) : null),
    all: lines.includes(null) ? null : await sha256Hex(new TextEncoder().encode(lines.join(''))),
  };
}
