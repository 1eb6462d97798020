import { StudioError } from '../../core/errors.ts';
import type { CachedModel } from '../../models/cache/cached-model.ts';
import { CATALOGUE, catalogueUrl } from '../../models/catalogue/catalogue.ts';
import { findModelLayout } from '../../models/package/model-layout.ts';
import type { StorageWatch } from '../gallery/storage-watch.ts';
import type { StudioBase } from '../studio-base.ts';
import type { KeptModel, ModelShelf } from './model-state.ts';

export interface KeptModels {
  /** Reads what is on this device. */
  refresh(): void;
  remove(address: string): void;
}

/** The models in the browser's storage, as the store shows them. */
export function createKeptModels(
  { dependencies, store, run }: Pick<StudioBase, 'dependencies' | 'store' | 'run'>,
  storage: Pick<StorageWatch, 'refresh'>,
): KeptModels {
  const { openModelCache, engineOptions } = dependencies;

  function put(change: Partial<ModelShelf>): void {
    store.setState(({ shelf }) => ({ shelf: { ...shelf, ...change } }));
  }

  async function read(): Promise<void> {
    try {
      const models = await (await openModelCache()).list();
      const kept = models.filter(({ storedBytes }) => storedBytes > 0);
      put({ kept: kept.map((model) => keptModel(model, engineOptions.baseUrl)), keptProblem: null });
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      put({ kept: [], keptProblem: error.message });
    }
  }

  return {
    refresh: () => void run(read),
    remove: (address) =>
      void run(async () => {
        await (await openModelCache()).remove(address);
        await read();
        storage.refresh();
      }),
  };
}

/** Complete: all parts that generating needs are here, and no download broke off. */
function keptModel({ model: address, name, files, storedBytes }: CachedModel, baseUrl: string): KeptModel {
  const entry = CATALOGUE.find((one) => catalogueUrl(one, baseUrl) === address);
  const roles = (entry?.files ?? []).filter(({ role }) => role !== 'side_file');
  const whole = files.filter(({ check }) => check !== null).map(({ path }) => path);
  const brokenOff = files.some((file) => file.check === null && file.storedBytes > 0);
  const known = Object.fromEntries(roles.map(({ role, path }) => [role, path]));
  return { address, name, storedBytes, isComplete: !brokenOff && findModelLayout(whole, known).missing.length === 0 };
}
