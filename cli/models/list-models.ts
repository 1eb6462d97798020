import { CATALOGUE, catalogueBytes, catalogueUrl } from '../../src/models/catalogue/catalogue.ts';
import { formatBytes } from '../../src/studio/gallery/format-bytes.ts';
import type { Report } from '../report/report.ts';
import { textTable } from '../report/text-table.ts';
import type { KeptModel } from './kept-models.ts';

/** Of name, state and address. */
const LEFT = [0, 2, 3];

/** Tells what a cache holds, with sizes in bytes and in words. */
export function listModels(
  kept: readonly KeptModel[],
  folder: string,
  freeBytes: number,
  report: Pick<Report, 'result'>,
): void {
  const rows = kept.map((one) => [one.entry?.id ?? one.name, formatBytes(one.storedBytes), stateText(one), one.model]);
  const sum = kept.reduce((bytes, { storedBytes }) => bytes + storedBytes, 0);
  const total = `${kept.length} ${kept.length === 1 ? 'model' : 'models'}, ${formatBytes(sum)}, in ${folder}; ${formatBytes(freeBytes)} are free there.`;
  const text =
    kept.length === 0 ? `No model is kept in ${folder}. Bring one with dataset-diffusion models fetch.` : undefined;
  report.result(text ?? [textTable(['model', 'size', 'here', 'from'], rows, LEFT), total].join('\n'), {
    ...{ folder, freeBytes },
    models: kept.map(({ model, name, entry, storedBytes, neededBytes, isComplete }) => ({
      ...{ model, name, id: entry?.id ?? null, storedBytes, neededBytes, complete: isComplete },
    })),
  });
}

/** Tells the models that can be fetched by a name. */
export function listCatalogue(kept: readonly KeptModel[], report: Pick<Report, 'result'>): void {
  const models = CATALOGUE.map((entry) => {
    const here = kept.find((one) => one.entry?.id === entry.id);
    const isBundled = entry.source.kind === 'bundled';
    return {
      ...{ id: entry.id, name: entry.name, bytes: catalogueBytes(entry), licence: entry.licence.name },
      ...{
        verified: entry.verified,
        from: isBundled ? null : catalogueUrl(entry, ''),
        complete: isBundled || here?.isComplete === true,
      },
      here: isBundled ? 'comes with the package' : here ? stateText(here) : 'not here',
    };
  });
  const rows = models.map(({ id, bytes, here, from }) => [
    id,
    bytes === null ? 'not known' : formatBytes(bytes),
    here,
    from ?? '',
  ]);
  report.result(textTable(['model', 'size', 'here', 'from'], rows, LEFT), { models });
}

export function stateText({ isComplete, storedBytes, neededBytes }: KeptModel): string {
  if (isComplete) return 'complete';
  return neededBytes > storedBytes ? `${formatBytes(storedBytes)} of ${formatBytes(neededBytes)}` : 'incomplete';
}
