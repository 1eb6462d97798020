import { type Failure, StudioError } from '../../core/errors.ts';
import type { StudioBase } from '../studio-base.ts';
import type { Removals } from './removals.ts';

export interface StorageWatch {
  /** Reads how full the storage is. */
  refresh(): void;
  /** A pair or a model has reached storage: from the first on there is something that the browser should not clear. */
  keptSomething(): void;
  /** Asks for the same by a person's wish; says what the browser answered. */
  askToKeep(): void;
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

  function keptSomething(): void {
    if (hasAsked) return;
    hasAsked = true;
    void run(async () => {
      if (await dependencies.requestPersistence()) refresh();
    });
  }

  function askToKeep(): void {
    void run(async () => {
      const isKept = await dependencies.requestPersistence();
      refresh();
      if (isKept) return;
      notices.show({
        tone: 'info',
        message:
          'The browser did not agree to keep pictures and models for good. Browsers decide by how often a page is used; ' +
          'adding the studio to the bookmarks or installing it helps.',
      });
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
      keptSomething();
    }
    refresh();
  }

  return { refresh, keptSomething, askToKeep, tellUnsaved, saveUnsaved };
}
