import type { QueueTurn } from './types.ts';

/**
 * The turn across all tabs of the origin, by the Web Locks API: it passes on when a tab closes, crashes or is discarded. While
 * it is held, Chromium does not freeze the tab in the background either.
 */
export function webQueueTurn(locks: Pick<LockManager, 'request'>, name: string): QueueTurn {
  return {
    ask({ granted, taken }) {
      const leaving = new AbortController();
      const { signal } = leaving;
      const hold = () =>
        new Promise<void>((resolve) => {
          if (signal.aborted) return resolve();
          signal.addEventListener('abort', () => resolve());
          granted();
        });
      void locks
        .request(name, { ifAvailable: true }, (lock) => (lock ? hold() : 'taken'))
        .then((answer) => {
          if (answer !== 'taken' || signal.aborted) return undefined;
          taken();
          return locks.request(name, { signal }, hold);
        })
        .catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      return () => leaving.abort();
    },
  };
}

/** Where nobody else works on the queue: it is always this page's turn. */
export const OWN_TURN: QueueTurn = {
  ask({ granted }) {
    granted();
    return () => undefined;
  },
};
