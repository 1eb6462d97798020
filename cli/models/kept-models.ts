import { StudioError } from '../../src/core/errors.ts';
import { readOnnxGraphFromBlob } from '../../src/core/onnx/file/blob/blob-graph.ts';
import type { CachedModel, CachedModelFile } from '../../src/models/cache/cached-model.ts';
import type { ModelCache } from '../../src/models/cache/model-cache.ts';
import { CATALOGUE, catalogueUrl } from '../../src/models/catalogue/catalogue.ts';
import type { CatalogueEntry } from '../../src/models/catalogue/catalogue-schema.ts';
import { findModelLayout, sideFilePath } from '../../src/models/package/model-layout.ts';
import { modelAddress } from '../../src/models/source/model-address.ts';
import { MACHINE } from '../engine/machine.ts';

/** A model of which files are in the cache. */
export interface KeptModel {
  /** Its address. */
  readonly model: string;
  readonly name: string;
  /** Null for models that the catalogue does not know. */
  readonly entry: CatalogueEntry | null;
  /** Those that the model consists of here, in the order of its listing; of several exports the one that suits this machine. */
  readonly files: readonly CachedModelFile[];
  /** Of all that is kept of it, other exports included. */
  readonly storedBytes: number;
  /** Of `files`; those of unknown size count as nothing. */
  readonly neededBytes: number;
  /** Whether it can make pictures without a download. */
  readonly isComplete: boolean;
}

/** The models in a cache, by name. */
export async function keptModels(cache: ModelCache): Promise<KeptModel[]> {
  const all = (await cache.list()).filter(({ storedBytes }) => storedBytes > 0);
  return Promise.all(all.map((model) => keptModel(cache, model)));
}

/**
 * The kept model that a person means: by its address, its name, or the id of its catalogue entry. Null where nothing of it is kept.
 * @throws StudioError `arguments-invalid` for a name of several
 */
export function findKept(kept: readonly KeptModel[], written: string): KeptModel | null {
  const address = URL.canParse(written) && /^https?:/i.test(written) ? modelAddress(written) : null;
  const found = kept.filter(({ model, name, entry }) => model === address || name === written || entry?.id === written);
  if (found.length < 2) return found[0] ?? null;
  const message = `Expected one model by the name ${written}; found ${found.map(({ model }) => model).join(' and ')}. Write its address.`;
  throw new StudioError({ code: 'arguments-invalid', message });
}

/** @throws StudioError `model-missing-file` naming what is kept */
export function requireKept(kept: readonly KeptModel[], written: string, folder: string): KeptModel {
  const found = findKept(kept, written);
  if (found) return found;
  const there =
    kept.length === 0
      ? 'no model is'
      : `${kept.map(({ entry, model }) => entry?.id ?? model).join(', ')} ${kept.length === 1 ? 'is' : 'are'}`;
  const message = `Expected ${written} in the cache of models at ${folder}; ${there} there. Write a model as dataset-diffusion models list does.`;
  throw new StudioError({ code: 'model-missing-file', message });
}

async function keptModel(cache: ModelCache, { model, name, files, storedBytes }: CachedModel): Promise<KeptModel> {
  const entry = CATALOGUE.find((one) => catalogueUrl(one, '') === model) ?? null;
  const roles = (entry?.files ?? []).filter(({ role }) => role !== 'side_file');
  const known = Object.fromEntries(roles.map(({ role, path }) => [role, path]));
  const { networks, configs } = findModelLayout(
    files.map(({ path }) => path),
    known,
    MACHINE,
  );
  const sides = await Promise.all(Object.values(networks).map((path) => sideFiles(cache, model, files, path)));
  const paths = new Set([...Object.values(networks), ...Object.values(configs), ...sides.flat()]);
  const parts = files.filter(({ path }) => paths.has(path));
  const whole = parts.filter(({ check }) => check !== null).map(({ path }) => path);
  const brokenOff = parts.some(({ check, storedBytes: bytes }) => check === null && bytes > 0);
  // What is not needed to make pictures: the encoder, for photos, and what the catalogue tells as well.
  const lacksSide = sides.flat().some((path) => !whole.includes(path));
  const isComplete = !brokenOff && !lacksSide && findModelLayout(whole, known, MACHINE).missing.length === 0;
  const neededBytes = parts.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  return { model, name, entry, files: parts, storedBytes, neededBytes, isComplete };
}

/** The files that a kept graph has its weights in; none where it is not here, or is none. */
async function sideFiles(
  cache: ModelCache,
  model: string,
  files: readonly CachedModelFile[],
  path: string,
): Promise<string[]> {
  const file = files.find((one) => one.path === path);
  const graph = file && (await cache.find(model, file));
  if (!graph) return [];
  try {
    const { sideFiles: locations } = await readOnnxGraphFromBlob(graph.blob);
    return locations.map((location) => sideFilePath(path, location));
  } catch (error) {
    // What is damaged is told by `check`.
    if (error instanceof StudioError) return [];
    throw error;
  }
}
