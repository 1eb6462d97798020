import { formatBytes } from '../../src/studio/gallery/format-bytes.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { progressOf } from '../datasets/progress-of.ts';
import { chooseSource } from '../engine/choose-source.ts';
import { EXIT } from '../exit-codes.ts';
import { type AskedCache, requireCacheFolder } from './cache-folder.ts';
import { checkFiles } from './check-files.ts';
import { chosenFromCache, tellCheck } from './check-model.ts';
import { fetchModel } from './fetch-model.ts';
import { findKept, type KeptModel, keptModels, requireKept } from './kept-models.ts';
import { listCatalogue, listModels } from './list-models.ts';
import { openDiskCache } from './open-disk-cache.ts';

/** What can be done with the models in a cache. Each returns the exit code and throws StudioError as its parts do. */
export interface ModelsContext {
  list(catalogue: boolean): Promise<number>;
  fetch(models: readonly string[]): Promise<number>;
  remove(models: readonly string[]): Promise<number>;
  /** @param models none: all that are kept */
  check(models: readonly string[], forgetDamaged: boolean): Promise<number>;
}

/** @throws StudioError `arguments-invalid`, and as `openDiskCache` */
export async function modelsWork(
  asked: AskedCache,
  { report, rootFolder, env, interrupts }: CommandContext,
): Promise<ModelsContext> {
  const folder = requireCacheFolder(asked, { env });
  const { signal } = interrupts('Ends; what has arrived is kept.');
  const { cache, freeBytes } = await openDiskCache(folder, { report, signal });
  const source = { rootFolder, report, cacheFolder: folder, signal };

  async function checkKept(kept: KeptModel, forgetDamaged: boolean): Promise<boolean> {
    const files = await checkFiles(cache, kept, progressOf(report, kept.files.length, 'files'));
    // What is incomplete is judged by the ranges of what is not here.
    const chosen = kept.isComplete
      ? chosenFromCache(cache, kept)
      : await chooseSource(kept.entry?.id ?? kept.model, source);
    const isSound = await tellCheck(chosen, files, report);
    const damaged = forgetDamaged ? files.filter(({ state }) => state === 'damaged') : [];
    for (const { path } of damaged) {
      await cache.removeFile(kept.model, path);
      report.note('forgotten', `${path} is forgotten; models fetch brings it anew.`, { model: kept.model, path });
    }
    return isSound;
  }

  return {
    async list(catalogue) {
      const kept = await keptModels(cache);
      if (catalogue) listCatalogue(kept, report);
      else listModels(kept, folder, await freeBytes(), report);
      return EXIT.done;
    },
    async fetch(models) {
      for (const model of models) await fetchModel(model, source);
      return EXIT.done;
    },
    async remove(models) {
      const kept = await keptModels(cache);
      for (const { model, name, storedBytes } of models.map((written) => requireKept(kept, written, folder))) {
        await cache.remove(model);
        report.result(`${name} is removed: ${formatBytes(storedBytes)} are free again.`, {
          model,
          name,
          removedBytes: storedBytes,
        });
      }
      return EXIT.done;
    },
    async check(models, forgetDamaged) {
      const kept = await keptModels(cache);
      if (models.length === 0 && kept.length === 0) listModels(kept, folder, await freeBytes(), report);
      let allSound = true;
      for (const written of models.length > 0 ? models : kept.map(({ model }) => model)) {
        const found = findKept(kept, written);
        const isSound = found
          ? await checkKept(found, forgetDamaged)
          : await tellCheck(await chooseSource(written, source), null, report);
        allSound &&= isSound;
      }
      return allSound ? EXIT.done : EXIT.unsound;
    },
  };
}
