import { StudioError } from '../core/errors.ts';
import type { ModelFile } from './types.ts';

/**
 * Compares a file's SHA-256 with its listing. Web Crypto exists on secure pages only (https or localhost); elsewhere the
 * size, checked while downloading, has to do.
 *
 * @throws StudioError `model-corrupt`
 */
export async function verifyFile(content: Uint8Array<ArrayBuffer>, file: ModelFile): Promise<void> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return;
  const digest = new Uint8Array(await subtle.digest('SHA-256', content));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found === file.sha256) return;
  throw new StudioError({
    code: 'model-corrupt',
    message:
      `${file.path} is damaged: expected SHA-256 ${file.sha256.slice(0, 12)}…, found ${found.slice(0, 12)}…. ` +
      'Download it again; if that does not help, the copy on the server is damaged.',
    details: { file: file.path, expectedSha256: file.sha256, foundSha256: found },
  });
}
