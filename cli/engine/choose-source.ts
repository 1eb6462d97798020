import { join, resolve } from 'node:path';
import { type ChosenModel, chooseModel } from '../../src/engine/judge/choose-model.ts';
import type { ModelCache } from '../../src/models/cache/model-cache.ts';
import { CATALOGUE } from '../../src/models/catalogue/catalogue.ts';
import type { Report } from '../report/report.ts';
import { modelFolder } from './model-folder.ts';

export interface SourceOptions {
  /** Of the package. */
  readonly rootFolder: string;
  readonly report: Pick<Report, 'note'>;
  /** Null: downloads stay in memory. */
  readonly cache?: ModelCache | null;
}

/**
 * A model by what a person writes: the id of a catalogue entry, an address, or a folder.
 * @throws StudioError as `chooseModel` and `modelFolder`
 */
export async function chooseSource(
  model: string,
  { rootFolder, report, cache = null }: SourceOptions,
): Promise<ChosenModel> {
  const entry = CATALOGUE.find(({ id }) => id === model) ?? null;
  if (entry?.source.kind === 'bundled') {
    const source = await modelFolder(join(rootFolder, 'public/models', entry.id));
    return { id: entry.id, name: entry.name, origin: { kind: 'bundled', label: entry.id }, source, entry };
  }
  const isAddress = /^https?:\/\//i.test(model);
  if (!entry && !isAddress) {
    const folder = resolve(model);
    return {
      id: model,
      name: model,
      origin: { kind: 'folder', label: folder },
      source: await modelFolder(folder),
      entry: null,
    };
  }
  return chooseModel(entry ? { kind: 'catalogue', id: entry.id } : { kind: 'url', url: model }, {
    // Only bundled models are relative to it.
    baseUrl: 'http://localhost',
    fetch: (url, init) => fetch(url, init),
    cache,
    onProblem: ({ code, message }) => report.note('problem', message, { code }),
  });
}

/** What can be written as a model's name, for `--help`. */
export function catalogueIds(): string[] {
  return CATALOGUE.map(({ id }) => id);
}
