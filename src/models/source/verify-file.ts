import { StudioError } from '../../core/errors.ts';
import type { FileCheck, SourceFile } from '../types.ts';
import { blobSha256Hex } from './sha256.ts';

/**
 * Compares a file with what its source says of it: the size, and the SHA-256 where that is known.
 *
 * @returns what was compared
 * @throws StudioError `model-corrupt`
 */
export async function verifyFile(content: Blob, file: SourceFile): Promise<FileCheck> {
  if (file.bytes !== null && content.size !== file.bytes) throw wrongSize(file, content.size);
  if (file.sha256 === null) return file.bytes === null ? 'none' : 'size';
  const found = await blobSha256Hex(content);
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
