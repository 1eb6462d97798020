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
  /** The same with what storage has refused. */
  retry(): Promise<void>;
  /** Changes that storage has refused, by pair id. The next write takes them along. */
  refused(): Readonly<Record<string, PairChange>>;
  /** Changes that storage has not confirmed, by pair id. */
  unwritten(): Readonly<Record<string, PairChange>>;
  /** Forgets what waits for pairs that are removed. */
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
  /** Told, and still shown. */
  const refused = new Map<string, PairChange>();
  /** What was handed to the library and is not written yet, oldest first. */
  const writes = new Map<Promise<void>, readonly [id: string, change: PairChange]>();

  async function update(id: string, change: PairChange): Promise<void> {
    try {
      await library.update(id, change);
      storedInstead(id, change);
    } catch (error) {
      // An update reads nothing but the pair's row.
      if (!(error instanceof StudioError)) throw error;
      if (error.code !== 'record-corrupt') {
        refused.set(id, { ...refused.get(id), ...change });
        throw error;
      }
      waiting.delete(id);
      onMissing(id);
    }
  }

  /** An older change of the same was refused while the newer one waited for its turn: it must not be written any more. */
  function storedInstead(id: string, newer: PairChange): void {
    const older = refused.get(id);
    if (!older) return;
    const left = Object.entries(older).filter(([key]) => !(key in newer));
    if (left.length > 0) refused.set(id, Object.fromEntries(left));
    else refused.delete(id);
  }

  function write(): void {
    const changes = merged([...refused, ...waiting]);
    refused.clear();
    waiting.clear();
    for (const [id, change] of Object.entries(changes)) {
      const written = run(() => update(id, change), { label: 'Save again', run: () => void retry() });
      writes.set(written, [id, change]);
      void written.then(() => writes.delete(written));
    }
  }
  const timer = createSettleTimer(SETTLE_MS, write);

  async function flush(): Promise<void> {
    timer.flush();
    await Promise.all(writes.keys());
  }

  async function retry(): Promise<void> {
    if (refused.size > 0) write();
    await flush();
  }

  return {
    change(id, change) {
      waiting.set(id, { ...waiting.get(id), ...change });
      timer.touch();
    },
    flush,
    retry,
    refused: () => Object.fromEntries(refused),
    unwritten: () => merged([...refused, ...writes.values(), ...waiting]),
    forget(ids) {
      for (const id of ids) {
        waiting.delete(id);
        refused.delete(id);
      }
    },
  };
}

/** The changes by pair id, the later over the earlier. */
function merged(changes: readonly (readonly [id: string, change: PairChange])[]): Record<string, PairChange> {
  const byId: Record<string, PairChange> = {};
  for (const [id, change] of changes) byId[id] = { ...byId[id], ...change };
  return byId;
}
