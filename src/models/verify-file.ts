import { StudioError } from '../core/errors.ts';
import { sha256Hex } from './sha256.ts';
import type { FileCheck, SourceFile } from './types.ts';

/** Web Crypto hashes only what is in memory as a whole; above this, the size alone is compared. */
export const MAX_HASHED_BYTES = 512 * 1024 * 1024;

/**
 * Compares a file with what its source says of it: the size, and the SHA-256 of files of at most 512 MiB. Web Crypto
 * exists on secure pages only (https or localhost); elsewhere the size has to do.
 *
 * @returns what was compared
 * @throws StudioError `model-corrupt`
 */
export async function verifyFile(content: Blob, file: SourceFile): Promise<FileCheck> {
  if (file.bytes !== null && content.size !== file.bytes) throw wrongSize(file, content.size);
  const found =
    file.sha256 === null || content.size > MAX_HASHED_BYTES ? null : await sha256Hex(await content.arrayBuffer());
  if (found === null || file.sha256 === null) return file.bytes === null ? 'none' : 'size';
  if (found === file.sha256) return 'sha256';
  throw new StudioError({
    code: 'model-corrupt',
    message:
      `${file.path} is damaged: expected SHA-256 ${file.sha256.slice(0, 12)}…, found ${found.slice(0, 12)}…. ` +
      'Download it again; if that does not help, the copy on the server is damaged.',
    details: { file: file.path, expectedSha256: file.sha256, foundSha256: found },
  });
}

export function wrongSize(file: SourceFile, foundBytes: number): StudioError {
  return new StudioError({
    code: 'model-corrupt',
    message: `${file.path} is damaged: expected ${file.bytes} bytes, found ${foundBytes}. Download it again.`,
    details: { file: file.path, expectedBytes: file.bytes ?? 0, foundBytes },
  });
}
