import { StudioError } from '../../src/core/errors.ts';
import { bringModel } from '../../src/engine/load/bring-model.ts';
import { openModelPackage } from '../../src/models/package/model-package.ts';
import { formatBytes } from '../../src/studio/gallery/format-bytes.ts';
import { chooseSource, type SourceOptions } from '../engine/choose-source.ts';
import { MACHINE } from '../engine/machine.ts';
import type { Report } from '../report/report.ts';
import { cacheFull } from './cache-failures.ts';
import { keptModels, requireKept } from './kept-models.ts';
import { openDiskCache } from './open-disk-cache.ts';
import { tellDownload } from './tell-download.ts';

export interface FetchOptions extends SourceOptions {
  readonly report: Report;
  readonly cacheFolder: string;
}

/**
 * Brings all that pictures and photos need of a model into the cache, after a look at its graphs, and tells it. What is here already is not asked
 * for again; a broken download goes on at its last byte.
 * @param written an address, or the id of a catalogue entry
 * @throws StudioError `arguments-invalid` for what is not to be fetched, `storage-full` before the first byte where there is no room, and as `bringModel`
 */
export async function fetchModel(written: string, options: FetchOptions): Promise<void> {
  const { report, cacheFolder, signal } = options;
  const chosen = await chooseSource(written, options);
  const { kind, label } = chosen.origin;
  if (kind !== 'url' && kind !== 'catalogue') throw nothingToFetch(written, kind);
  const model = await openModelPackage(chosen.source, chosen.entry, MACHINE);
  const opened = await openDiskCache(cacheFolder, { report, signal });
  const downloadBytes = Math.max(0, model.neededBytes - (await model.presentBytes()));
  const freeBytes = await opened.freeBytes();
  if (downloadBytes > freeBytes) throw cacheFull(chosen.name, cacheFolder, downloadBytes, freeBytes);
  const onDownload = await tellDownload(model, label, report);
  await bringModel({
    ...{ chosen, model, machine: MACHINE, signal },
    onEvent(event) {
      if (event.kind === 'download') onDownload(event);
      if (event.kind === 'problem') report.note('problem', event.problem.message, { code: event.problem.code });
    },
  });
  const { name, files, storedBytes } = requireKept(await keptModels(opened.cache), label, cacheFolder);
  const byHash = files.filter(({ check }) => check === 'sha256').length;
  const checked =
    byHash === files.length
      ? 'all checked by SHA-256'
      : `${byHash} checked by SHA-256, the others by what their server tells of them`;
  const brought = downloadBytes === 0 ? 'was here already' : 'is here';
  report.result(
    `${name} ${brought}: ${formatBytes(storedBytes)} in ${files.length} files, ${checked}. Use it with --model ${written}.`,
    {
      ...{
        model: label,
        name,
        storedBytes,
        downloadedBytes: downloadBytes,
        files: files.length,
        checkedBySha256: byHash,
        folder: cacheFolder,
      },
    },
  );
}

function nothingToFetch(written: string, kind: string): StudioError {
  const why =
    kind === 'bundled'
      ? 'comes with this package and is always here'
      : 'is a folder of this machine, where it is used as it lies';
  const message = `Expected a model to download; ${written} ${why}. Write an address, or one of dataset-diffusion models list --catalogue.`;
  return new StudioError({ code: 'arguments-invalid', message });
}
