import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StudioError } from '../../src/core/errors.ts';
import { notReadable } from '../datasets/picture-kind.ts';
import { errnoOf } from '../work/disk.ts';

/** SHA-256 of a photograph's file; a sentence where it is none. */
export async function photoHash(folder: string, path: string): Promise<{ sha256: string } | { problem: string }> {
  const file = resolve(folder, path);
  try {
    const bytes = await readFile(file);
    const refused = notReadable(bytes, file);
    return refused === null ? { sha256: sha256Of(bytes) } : { problem: refused };
  } catch (error) {
    const code = errnoOf(error);
    if (code === null) throw error;
    const why = { ENOENT: 'there is none', EISDIR: 'that is a folder', EACCES: 'it may not be read' }[code] ?? code;
    return { problem: `Expected a picture at ${file}; ${why}.` };
  }
}

/**
 * The bytes of a photograph that was looked at before.
 * @throws StudioError `picture-unreadable` where it is no more what it was
 */
export async function readPhoto(folder: string, path: string, sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = resolve(folder, path);
  const bytes = await readFile(file).catch((error: unknown) => {
    if (errnoOf(error) === null) throw error;
    return null;
  });
  if (bytes !== null && sha256Of(bytes) === sha256) return new Uint8Array(bytes);
  const message = `Expected ${file} as it was when the command began; it was ${bytes === null ? 'taken away' : 'changed'} since. Leave photographs alone while masks are made, and begin again in another folder.`;
  throw new StudioError({ code: 'picture-unreadable', message, details: { path: file } });
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
