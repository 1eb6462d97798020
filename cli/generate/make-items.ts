import { type Failure, StudioError } from '../../src/core/errors.ts';
import type { Report } from '../report/report.ts';
import type { FinishedItem } from '../work/stored-item.ts';
import type { WorkFolder } from '../work/work-folder.ts';
import type { PlannedItem } from './planned-items.ts';

/** Makes one pair. @throws StudioError */
export type MakeItem = (item: PlannedItem) => Promise<FinishedItem>;

export interface MakeItemsOptions {
  readonly make: MakeItem;
  /** How many items are made at once; missing: one. */
  readonly atOnce?: number;
  readonly work: Pick<WorkFolder, 'finished' | 'store' | 'storeFailure'>;
  readonly report: Report;
  /** Asks to end after the items in progress. */
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
}

export interface MadeItems {
  /** Items that are finished now, those of earlier runs included. */
  readonly finished: number;
  /** By identity. */
  readonly failed: ReadonlyMap<string, Failure>;
  readonly isInterrupted: boolean;
}

/** Failures of one item, after which the next one may succeed. */
const OF_ITEM: readonly string[] = [
  'number-overflow',
  'picture-unreadable',
  'prompt-invalid',
  'prompt-too-long',
  'record-corrupt',
];

/**
 * Makes what is not finished yet, `atOnce` at a time; while one is stored the next is begun. An item that cannot be made is noted, and
 * the others are made.
 * @throws StudioError whatever stops all items: the disk, the runtime
 */
export async function makeItems(items: readonly PlannedItem[], options: MakeItemsOptions): Promise<MadeItems> {
  const { make, atOnce = 1, work, report, signal, nowMs } = options;
  const there = await work.finished();
  const missing = items.filter(({ identity }) => !there.has(identity));
  const failed = new Map<string, Failure>();
  const startMs = nowMs();
  let made = 0;
  const tell = () => {
    const done = items.length - missing.length + made;
    const msEach = made === 0 ? null : (nowMs() - startMs) / made;
    const left = missing.length - made - failed.size;
    const perMinute = msEach && Number((60_000 / msEach).toPrecision(4));
    report.progress({
      done,
      total: items.length,
      unit: 'pairs',
      perMinute,
      remainingMs: msEach && Math.round(msEach * left),
    });
  };
  tell();
  const noteFailure = async ({ identity, fileName, settings: { caption } }: PlannedItem, failure: Failure) => {
    failed.set(identity, failure);
    await work.storeFailure(identity, failure);
    report.note('item-failed', `“${fileName ?? caption}” cannot be made: ${failure.message}`, { ...failure, identity });
  };
  const left = missing.values();
  const broken = new AbortController();
  const makeInTurn = async () => {
    let storing: Promise<void> = Promise.resolve();
    try {
      for (const item of left) {
        if (signal.aborted || broken.signal.aborted) break;
        const finished = await madeOr(item, make, (failure) => noteFailure(item, failure));
        await storing;
        if (!finished) continue;
        storing = work.store(finished).then(() => {
          made++;
          tell();
        });
        // It is waited for in the next turn, and its failure told there.
        storing.catch(() => undefined);
      }
    } catch (error) {
      // Others finish what they have begun.
      broken.abort();
      throw error;
    } finally {
      await storing;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, makeInTurn));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return {
    finished: items.length - missing.length + made,
    failed,
    isInterrupted: signal.aborted && made + failed.size < missing.length,
  };
}

async function madeOr(
  item: PlannedItem,
  make: MakeItem,
  onFailure: (failure: Failure) => Promise<void>,
): Promise<FinishedItem | null> {
  try {
    return await make(item);
  } catch (error) {
    if (!(error instanceof StudioError) || !OF_ITEM.includes(error.code)) throw error;
    await onFailure({ code: error.code, message: error.message });
    return null;
  }
}
