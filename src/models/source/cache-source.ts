import { StudioError } from '../../core/errors.ts';
import type { ModelCache } from '../cache/model-cache.ts';
import { findModelLayout } from '../package/model-layout.ts';
import type { ModelSource } from '../types.ts';
import { missing } from './http-request.ts';

/**
 * A model from the cache alone: no request is ever made. Files that were not downloaded are missing, except that the encoder
 * of pictures is always listed: a model works without it, and opening it says that it is not here, not that there is none.
 */
export function cacheSource(cache: ModelCache, model: string): ModelSource {
  const stored = async () => {
    const found = await cache.get(model);
    if (found) return found;
    throw new StudioError({
      code: 'model-missing-file',
      message: `Nothing of the model ${model} is kept on this device. Download it first.`,
    });
  };
  const open = async (path: string) => {
    const file = (await stored()).files.find((one) => one.path === path);
    const cached = file && (await cache.find(model, file));
    return cached?.blob ?? missing(path, `this device (downloaded from ${model})`);
  };
  return {
    label: model,
    async list() {
      const { files } = await stored();
      const { vae_encoder: encoder } = findModelLayout(files.map(({ path }) => path)).networks;
      const listed = files.filter(({ path, check }) => check !== null || path === encoder);
      return listed.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
    },
    has: async (path) => (await stored()).files.some((file) => file.path === path && file.check !== null),
    async open(path, { onBytes } = {}) {
      const blob = await open(path);
      onBytes?.(blob.size);
      return blob;
    },
    peek: open,
    presentBytes: async (path) => (await stored()).files.find((one) => one.path === path)?.storedBytes ?? 0,
  };
}
