import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StudioError } from '../../src/core/errors.ts';
import { localSource } from '../../src/models/source/folder-source.ts';
import type { ModelSource } from '../../src/models/types.ts';

/** A home folder named by mistake should say so, not be read for minutes. */
const MAX_FILES = 2000;

/**
 * A model's folder on this disk. Files are read where they lie. Their hashes are told, as by a model's own listing, so that a run knows
 * its model again.
 * @throws StudioError `model-missing-file` for no folder, `model-unsupported` for a huge one
 */
export async function modelFolder(folder: string): Promise<ModelSource> {
  const isFolder = (await stat(folder).catch(() => null))?.isDirectory() === true;
  if (!isFolder) {
    const message = `Expected a model's folder at ${folder}; there is none. Name the folder that holds unet, text_encoder, vae_decoder and tokenizer, an address that begins with https://, or a model of the catalogue (dataset-diffusion generate --help).`;
    throw new StudioError({ code: 'model-missing-file', message });
  }
  const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  if (paths.length > MAX_FILES) {
    const message = `Expected a model's folder at ${folder}; found ${paths.length} files. Name the folder that holds unet, text_encoder and vae_decoder.`;
    throw new StudioError({ code: 'model-unsupported', message });
  }
  const files = paths.map((path) => ({
    path: relative(folder, path).split(sep).join('/'),
    file: async () => new File([await openAsBlob(path)], basename(path)),
  }));
  const source = localSource(folder, files);
  const hashed = async () => {
    const listed = await source.list();
    return Promise.all(listed.map(async (file) => ({ ...file, sha256: await sha256Of(join(folder, file.path)) })));
  };
  return { ...source, list: hashed };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
