import { blobSha256Hex, sampledSha256Hex, sha256Hex } from '../source/sha256.ts';
import { sideFilePath } from './model-layout.ts';
import type { ModelPackage, NetworkFiles } from './model-package.ts';

/** Hashing a larger file would cost seconds at every visit. */
const WHOLE_BYTES = 512 * 1024 * 1024;
/** Before a hash that was made of samples of a file. */
const SAMPLED = 'sampled-';

export interface ModelHashes {
  /**
   * SHA-256 of the UNet's file: the listing's, else made of the file. Where weights lie beside the graph it is that of the
   * lines `path sha256` of graph and weights, sorted by path: fine-tunes have one graph. With `sampled-` before it where the
   * files are too large to be read at every visit: then size and samples stand for them.
   */
  readonly unet: string;
  /**
   * One for all files that the layout names, with the side files of the networks: SHA-256 of the lines `path sha256`, sorted
   * by path. What else lies in the folder has no part in it. Null where the listing does not hash them all.
   */
  readonly all: string | null;
}

/**
 * What pins a model down in the provenance of its pictures. Web Crypto, which the hash over all files takes, exists on secure
 * pages only.
 * @param networks those that were brought here, of which side files are known
 */
export async function hashFiles(
  { files, layout }: Pick<ModelPackage, 'files' | 'layout'>,
  unet: NetworkFiles,
  networks: readonly NetworkFiles[],
  wholeBytes = WHOLE_BYTES,
): Promise<ModelHashes> {
  const listed = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const sides = networks.flatMap(({ path, sideFiles }) => sideFiles.map((side) => sideFilePath(path, side.path)));
  const paths = new Set([...Object.values(layout.networks), ...Object.values(layout.configs), ...sides]);
  const lines = [...paths].sort().map((path) => (listed.get(path) ? `${path} ${listed.get(path)}\n` : null));
  return {
    unet: await hashNetwork(unet, listed, wholeBytes),
    all: lines.includes(null) ? null : await sha256Hex(new TextEncoder().encode(lines.join(''))),
  };
}

async function hashNetwork(
  { path, blob, sideFiles }: NetworkFiles,
  listed: ReadonlyMap<string, string | null>,
  wholeBytes: number,
): Promise<string> {
  const hashOf = async (file: string, data: Blob) =>
    listed.get(file) ??
    (data.size <= wholeBytes ? await blobSha256Hex(data) : `${SAMPLED}${await sampledSha256Hex(data)}`);
  const hashes = new Map([[path, await hashOf(path, blob)]]);
  for (const side of sideFiles) {
    const file = sideFilePath(path, side.path);
    hashes.set(file, await hashOf(file, side.data));
  }
  const [only] = hashes.values();
  if (hashes.size === 1 && only) return only;
  const lines = [...hashes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, hash]) => `${file} ${hash}\n`);
  const isSampled = [...hashes.values()].some((hash) => hash.startsWith(SAMPLED));
  return `${isSampled ? SAMPLED : ''}${await blobSha256Hex(new Blob(lines))}`;
}
