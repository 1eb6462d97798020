import type { PairChange, PairLibrary } from './pair-library.ts';
import type { RunTask } from './run-task.ts';
import { createSettleTimer } from './settle-timer.ts';

/** A slider at rest for this long is where its person wants it. */
const SETTLE_MS = 150;

export interface PairWriter {
  /** Notes a change; it is written once things settle. */
  change(id: string, change: PairChange): void;
  /** Writes what waits, now. Resolves when nothing is being written any more. */
  flush(): Promise<void>;
  /** Forgets what waits for pairs that are going to be removed. */
  forget(ids: readonly string[]): void;
}

/** Writes pairs' changes to storage, merged by pair. */
export function createPairWriter(library: PairLibrary, run: RunTask): PairWriter {
  const waiting = new Map<string, PairChange>();
  let writing: Promise<void> = Promise.resolve();

  function write(): void {
    const changes = [...waiting];
    waiting.clear();
    for (const [id, change] of changes) {
      // One after the other: the newest change of a pair must be the last one written.
      writing = writing.then(() => run(() => library.update(id, change)));
    }
  }
  const timer = createSettleTimer(SETTLE_MS, write);

  return {
    change(id, change) {
      waiting.set(id, { ...waiting.get(id), ...change });
      timer.touch();
    },
    flush() {
      timer.flush();
      return writing;
    },
    forget(ids) {
      for (const id of ids) waiting.delete(id);
    },
  };
}
