import { StudioError } from '../../core/errors.ts';
import type { StudioBase } from '../studio-base.ts';

export interface Removals {
  /**
   * Says that the pairs are out of sight; they leave storage when the notice goes without `undo`.
   * @param putBack called where storage keeps them
   */
  begin(ids: readonly string[], undo: () => void, putBack: () => void): void;
  /** Ends every Undo that is still open. Resolves when storage has let the pairs go. */
  settle(): Promise<void>;
  /** Pairs that storage was asked to let go and has not yet. */
  leavingIds(): readonly string[];
}

/** Removals that a person can still take back. */
export function createRemovals(
  { notices, run, library, writer }: Pick<StudioBase, 'notices' | 'run' | 'library' | 'writer'>,
  onRemoved: () => void,
): Removals {
  const openNotices = new Set<string>();
  const leaving = new Set<string>();
  let removing: Promise<void> = Promise.resolve();

  async function remove(ids: readonly string[], putBack: () => void): Promise<void> {
    for (const id of ids) leaving.add(id);
    try {
      await library.remove(ids);
      // Not before: a pair that storage keeps is back on the screen as it was changed.
      writer.forget(ids);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      putBack();
      const { code, message } = error;
      throw new StudioError({ code, message: `${message} What was to be removed is in the gallery again.` });
    } finally {
      for (const id of ids) leaving.delete(id);
    }
    onRemoved();
  }

  return {
    begin(ids, undo, putBack) {
      const noticeId = notices.show({
        tone: 'info',
        message: ids.length === 1 ? 'Picture removed.' : `${ids.length} pictures removed.`,
        action: {
          label: 'Undo',
          run() {
            openNotices.delete(noticeId);
            undo();
          },
        },
        onGone() {
          openNotices.delete(noticeId);
          removing = Promise.all([removing, run(() => remove(ids, putBack))]).then(() => undefined);
        },
      });
      openNotices.add(noticeId);
    },
    settle() {
      for (const noticeId of [...openNotices]) notices.dismiss(noticeId);
      return removing;
    },
    leavingIds: () => [...leaving],
  };
}
