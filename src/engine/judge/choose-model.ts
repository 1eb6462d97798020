import { type Failure, StudioError } from '../../core/errors.ts';
import type { ModelCache } from '../../models/cache/model-cache.ts';
import { CATALOGUE, catalogueFiles, catalogueUrl } from '../../models/catalogue/catalogue.ts';
import type { CatalogueEntry } from '../../models/catalogue/catalogue-schema.ts';
import { cacheSource } from '../../models/source/cache-source.ts';
import { directorySource, localSource } from '../../models/source/folder-source.ts';
import { modelAddress } from '../../models/source/model-address.ts';
import { urlSource } from '../../models/source/url-source.ts';
import type { Fetch, ModelSource } from '../../models/types.ts';
import type { ModelChoice, ModelOrigin } from '../../rpc/contract.ts';

/** A choice with what stands behind it. */
export interface ChosenModel {
  /** Goes into the provenance of pairs. */
  readonly id: string;
  readonly name: string;
  readonly origin: ModelOrigin;
  readonly source: ModelSource;
  /** Null for models that the catalogue does not know. */
  readonly entry: CatalogueEntry | null;
}

export interface ChooseModelOptions {
  /** The studio's own address, without a slash at the end. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  /** Null where the browser keeps no files: downloads stay in memory. */
  readonly cache: ModelCache | null;
  readonly onProblem: (problem: Failure) => void;
}

/**
 * Where a chosen model's files come from. Nothing is read of them yet.
 * @throws StudioError `model-unsupported` for an unknown catalogue entry or no address, `storage-unavailable` for a model
 *   from the cache where there is none
 */
export async function chooseModel(choice: ModelChoice, options: ChooseModelOptions): Promise<ChosenModel> {
  switch (choice.kind) {
    case 'catalogue':
      return fromCatalogue(entryById(choice.id), options);
    case 'url': {
      const url = modelAddress(choice.url);
      const entry = entryAt(url, options.baseUrl);
      if (entry) return fromCatalogue(entry, options);
      const name = nameOf(url);
      const source = urlSource({ ...options, url, name });
      return { id: url, name, origin: { kind: 'url', label: url }, source, entry: null };
    }
    case 'directory':
      return fromFolder(await directorySource(choice.handle), choice.handle.name);
    case 'files': {
      const files = choice.files.map(({ path, file }) => ({ path, file: async () => file }));
      return fromFolder(localSource(choice.label, files), choice.label);
    }
    case 'cached':
      return fromCache(choice.model, options);
  }
}

function fromCatalogue(entry: CatalogueEntry, { baseUrl, cache, fetch, onProblem }: ChooseModelOptions): ChosenModel {
  const url = catalogueUrl(entry, baseUrl);
  const files = catalogueFiles(entry);
  const isBundled = entry.source.kind === 'bundled';
  const source = urlSource({
    url,
    name: entry.name,
    fetch,
    onProblem,
    // What comes with the page is as near as the page itself: the browser's own cache holds it.
    cache: isBundled ? null : cache,
    ...(files ? { files } : {}),
  });
  const origin: ModelOrigin = { kind: isBundled ? 'bundled' : 'catalogue', label: url };
  return { id: entry.id, name: entry.name, origin, source, entry };
}

function fromFolder(source: ModelSource, label: string): ChosenModel {
  return { id: label, name: label, origin: { kind: 'folder', label }, source, entry: null };
}

async function fromCache(model: string, { baseUrl, cache }: ChooseModelOptions): Promise<ChosenModel> {
  if (!cache) {
    throw new StudioError({
      code: 'storage-unavailable',
      message: `The model ${model} was to be opened from this device, but the browser keeps no files for this page. Load it from its address.`,
    });
  }
  const entry = entryAt(model, baseUrl);
  const name = entry?.name ?? nameOf(model);
  const origin: ModelOrigin = { kind: 'cache', label: model };
  return { id: entry?.id ?? model, name, origin, source: cacheSource(cache, model), entry };
}

function entryById(id: string): CatalogueEntry {
  const entry = CATALOGUE.find((one) => one.id === id);
  if (entry) return entry;
  throw new StudioError({
    code: 'model-unsupported',
    message: `Expected one of the models ${CATALOGUE.map((one) => one.id).join(', ')}; found "${id}". Choose another model.`,
  });
}

function entryAt(url: string, baseUrl: string): CatalogueEntry | null {
  return CATALOGUE.find((entry) => catalogueUrl(entry, baseUrl) === url) ?? null;
}

/** `owner/name` of a repository, else the folder's name. */
function nameOf(url: string): string {
  const path = readable(new URL(url).pathname).split('/').filter(Boolean);
  const resolve = path.indexOf('resolve');
  return resolve === 2 ? path.slice(0, 2).join('/') : (path.at(-1) ?? new URL(url).host);
}

/** A percent sign that begins no code is a legal part of an address, but decoding it is an error. */
function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
