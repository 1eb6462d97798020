import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ChosenModel, chooseModel } from '../../src/engine/judge/choose-model.ts';
import { CATALOGUE } from '../../src/models/catalogue/catalogue.ts';
import { openDiskCache } from '../models/open-disk-cache.ts';
import type { Report } from '../report/report.ts';
import { modelFolder } from './model-folder.ts';

export interface SourceOptions {
  /** Of the package. */
  readonly rootFolder: string;
  readonly report: Pick<Report, 'note'>;
  /** Of downloaded models; null: downloads stay in memory. */
  readonly cacheFolder: string | null;
  /** Ends downloads, and waiting for those of another process. */
  readonly signal?: AbortSignal | undefined;
}

const isAddress = (model: string) => /^https?:\/\//i.test(model);

/** Whether a model by that name does not lie in a file or folder. */
export function isElsewhere(model: string): boolean {
  return isAddress(model) || (CATALOGUE.some(({ id }) => id === model) && !existsSync(model));
}

/**
 * A model by what a person writes: the id of a catalogue entry, an address, or a folder.
 * @throws StudioError as `chooseModel`, `modelFolder` and `openDiskCache`
 */
export async function chooseSource(
  model: string,
  { rootFolder, report, cacheFolder, signal }: SourceOptions,
): Promise<ChosenModel> {
  const entry = CATALOGUE.find(({ id }) => id === model) ?? null;
  if (entry?.source.kind === 'bundled') {
    const source = await modelFolder(join(rootFolder, 'public/models', entry.id));
    return { id: entry.id, name: entry.name, origin: { kind: 'bundled', label: entry.id }, source, entry };
  }
  if (!entry && !isAddress(model)) {
    const folder = resolve(model);
    return {
      id: model,
      name: model,
      origin: { kind: 'folder', label: folder },
      source: await modelFolder(folder),
      entry: null,
    };
  }
  const opened = cacheFolder === null ? null : await openDiskCache(cacheFolder, { report, signal });
  return chooseModel(entry ? { kind: 'catalogue', id: entry.id } : { kind: 'url', url: model }, {
    // Only bundled models are relative to it.
    baseUrl: 'http://localhost',
    fetch: (url, init) => fetch(url, init),
    cache: opened?.cache ?? null,
    onProblem: ({ code, message }) => report.note('problem', message, { code }),
  });
}
