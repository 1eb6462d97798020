/**
 * Keeps the sweep for orphaned files from taking the files of a pair whose row is not written yet, in this tab or
 * another one.
 */
export interface WriteLock {
  /** Runs `work` while no sweep runs. Writers do not wait for each other. */
  write<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` if nobody writes; otherwise does nothing. */
  sweep(work: () => Promise<void>): Promise<void>;
}

/** Across all tabs and workers of the origin, by the Web Locks API. */
export function webWriteLock(locks: Pick<LockManager, 'request'>, name: string): WriteLock {
  return {
    write: (work) => locks.request(name, { mode: 'shared' }, work),
    sweep: (work) =>
      locks.request(name, { mode: 'exclusive', ifAvailable: true }, async (lock) => {
        if (lock) await work();
      }),
  };
}

/** Within this thread, where the Web Locks API is missing. */
export function localWriteLock(): WriteLock {
  let writers = 0;
  let sweeping: Promise<void> = Promise.resolve();
  return {
    async write(work) {
      writers++;
      try {
        await sweeping;
        return await work();
      } finally {
        writers--;
      }
    },
    async sweep(work) {
      if (writers > 0) return;
      const run = work();
      sweeping = run.catch(() => undefined);
      await run;
    },
  };
}

/** A tab stores a closed one's last changes in moments; one that the browser has frozen may keep its turn. */
const TURN_WITHIN_MS = 10_000;

/** Runs `work` while no other tab is at it; null where the turn does not come in time. */
export type InTurnOfTabs = <T>(work: () => Promise<T>) => Promise<T | null>;

/** By the Web Locks API. */
export function inTurnOfTabs(locks: Pick<LockManager, 'request'>, name: string): InTurnOfTabs {
  return async (work) => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), TURN_WITHIN_MS);
    try {
      return await locks.request(name, { signal: late.signal }, () => {
        clearTimeout(timer);
        return work();
      });
    } catch (error) {
      if (late.signal.aborted) return null;
      throw error;
    }
  };
}
