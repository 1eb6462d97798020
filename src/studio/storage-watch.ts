import { type Failure, StudioError } from '../core/errors.ts';
import type { Removals } from './removals.ts';
import type { StudioBase } from './studio-base.ts';

export interface StorageWatch {
  /** Reads how full the storage is. */
  refresh(): void;
  /** A pair has reached storage: from the first one on there is something that the browser should not clear. */
  pairStored(): void;
  /** Says that pairs are in memory only and what to do, with a button to store them again. */
  tellUnsaved(failure: Failure): void;
  /** Stores the pairs that are in memory only, in the room that removed pairs leave. Null, or why some still are. */
  saveUnsaved(): Promise<Failure | null>;
}

export function createStorageWatch(
  { dependencies, store, notices, run, library }: StudioBase,
  removals: Pick<Removals, 'settle'>,
): StorageWatch {
  let hasAsked = false;

  function refresh(): void {
    void run(async () => {
      try {
        store.setState({ storage: await library.usage() });
      } catch (error) {
        // Where storage is missing, reading the gallery has said so already.
        if (!(error instanceof StudioError)) throw error;
      }
    });
  }

  function pairStored(): void {
    if (hasAsked) return;
    hasAsked = true;
    void run(async () => {
      if (await dependencies.requestPersistence()) refresh();
    });
  }

  function tellUnsaved(failure: Failure): void {
    const count = library.unsavedCount();
    notices.show({
      tone: 'error',
      message:
        `${failure.message} ${count === 1 ? 'One picture is' : `${count} pictures are`} in memory only and will be gone ` +
        'when this page closes. Export or delete older pictures, then save again.',
      action: { label: 'Save again', run: () => void run(saveAgain) },
    });
  }

  async function saveUnsaved(): Promise<Failure | null> {
    if (library.unsavedCount() === 0) return null;
    await removals.settle();
    return library.saveAgain();
  }

  async function saveAgain(): Promise<void> {
    const failure = await saveUnsaved();
    if (failure) tellUnsaved(failure);
    else {
      notices.show({ tone: 'success', message: 'All pictures are saved.' });
      pairStored();
    }
    refresh();
  }

  return { refresh, pairStored, tellUnsaved, saveUnsaved };
}
