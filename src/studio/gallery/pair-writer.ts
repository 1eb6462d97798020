import { StudioError } from '../../core/errors.ts';
import type { PairChange } from '../../storage/types.ts';
import type { RunTask } from '../run-task.ts';
import { createSettleTimer } from '../settle-timer.ts';
import type { PairLibrary } from './pair-library.ts';

/** A slider at rest for this long is where its person wants it. */
const SETTLE_MS = 150;

export interface PairWriter {
  /** Notes a change; it is written once things settle. */
  change(id: string, change: PairChange): void;
  /** Writes what waits, now. Resolves when nothing is being written any more. */
  flush(): Promise<void>;
  /** Changes that storage has not confirmed, by pair id. */
  unwritten(): Readonly<Record<string, PairChange>>;
  /** Forgets what waits for pairs that are going to be removed. */
  forget(ids: readonly string[]): void;
}

/**
 * Writes pairs' changes to storage, merged by pair.
 * @param onMissing storage has no such pair any more: another tab has removed it
 */
export function createPairWriter(
  library: Pick<PairLibrary, 'update'>,
  run: RunTask,
  onMissing: (id: string) => void,
): PairWriter {
  const waiting = new Map<string, PairChange>();
  /** What was handed to the library and is not written yet, oldest first. */
  const writes = new Map<Promise<void>, readonly [id: string, change: PairChange]>();

  async function update(id: string, change: PairChange): Promise<void> {
    try {
      await library.update(id, change);
    } catch (error) {
      // An update reads nothing but the pair's row.
      if (!(error instanceof StudioError) || error.code !== 'record-corrupt') throw error;
      waiting.delete(id);
      onMissing(id);
    }
  }

  function write(): void {
    const changes = [...waiting];
    waiting.clear();
    for (const [id, change] of changes) {
      const written = run(() => update(id, change));
      writes.set(written, [id, change]);
      void written.then(() => writes.delete(written));
    }
  }
  const timer = createSettleTimer(SETTLE_MS, write);

  return {
    change(id, change) {
      waiting.set(id, { ...waiting.get(id), ...change });
      timer.touch();
    },
    async flush() {
      timer.flush();
      await Promise.all(writes.keys());
    },
    unwritten() {
      const merged: Record<string, PairChange> = {};
      for (const [id, change] of [...writes.values(), ...waiting]) merged[id] = { ...merged[id], ...change };
      return merged;
    },
    forget(ids) {
      for (const id of ids) waiting.delete(id);
    },
  };
}
