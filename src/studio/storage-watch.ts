import { type Failure, StudioError } from '../core/errors.ts';
import type { StudioBase } from './studio-base.ts';

export interface StorageWatch {
  /** Reads how full the storage is. */
  refresh(): void;
  /** Says that pairs are in memory only and what to do, with a button to store them again. */
  tellUnsaved(failure: Failure): void;
}

export function createStorageWatch({ store, notices, run, library }: StudioBase): StorageWatch {
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

  function tellUnsaved(failure: Failure): void {
    const count = library.unsavedCount();
    notices.show({
      tone: 'error',
      message:
        `${failure.message} ${count === 1 ? 'One picture is' : `${count} pictures are`} in memory only and will be gone ` +
        'when this page closes. Export or remove older pairs, then save again.',
      action: { label: 'Save again', run: () => void run(saveAgain) },
    });
  }

  async function saveAgain(): Promise<void> {
    const failure = await library.saveAgain();
    if (failure) tellUnsaved(failure);
    else notices.show({ tone: 'success', message: 'All pictures are saved.' });
    refresh();
  }

  return { refresh, tellUnsaved };
}
