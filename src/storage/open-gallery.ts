import { type Failure, StudioError } from '../core/errors.ts';
import { createMemoryLabelSetStore, openLabelSetStore } from './label-sets/label-set-store.ts';
import type { LabelSetStore } from './label-sets/types.ts';
import { createMemoryPairStore } from './pairs/memory-pair-store.ts';
import { openPairStore } from './pairs/pair-store.ts';
import { createMemoryQueueStore, openQueueStore } from './queue/queue-store.ts';
import { OWN_TURN, webQueueTurn } from './queue/queue-turn.ts';
import type { QueueStore, QueueTurn } from './queue/types.ts';
import { createMemorySettingsStore, openSettingsStore } from './settings/settings-store.ts';
import { settingsUnavailable } from './storage-failures.ts';
import type { PairStore, SettingsStore } from './types.ts';
import { localWriteLock, webWriteLock } from './write-lock.ts';

/** The part of `navigator` that storing needs. `storage` and `locks` are missing on insecure origins. */
export interface StorageNavigator {
  readonly storage?: StorageManager;
  readonly locks?: LockManager;
}

export interface Gallery {
  readonly pairs: PairStore;
  readonly settings: SettingsStore;
  readonly labelSets: LabelSetStore;
  readonly queue: QueueStore;
  readonly queueTurn: QueueTurn;
  /** `storage-unavailable` where `pairs` lives in memory only: to be told, since a reload loses it. Null otherwise. */
  readonly problem: Failure | null;
  /** The same of `settings`, where `problem` does not say it. */
  readonly settingsProblem: Failure | null;
}

/** What `open` gives, or, where the browser keeps nothing, what `inMemory` gives and the reason. */
async function orInMemory<T>(
  open: () => Promise<T>,
  inMemory: () => T,
): Promise<{ store: T; problem: Failure | null }> {
  try {
    return { store: await open(), problem: null };
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'storage-unavailable') throw error;
    const { code, message, details } = error;
    return { store: inMemory(), problem: { code, message, ...(details ? { details } : {}) } };
  }
}

/** The stored gallery as `navigator` offers it. @throws StudioError `storage-unavailable` */
export function openStoredPairs({ storage, locks }: StorageNavigator): Promise<PairStore> {
  return openPairStore({ storage, lock: locks ? webWriteLock(locks, 'pair-files') : localWriteLock() });
}

/** Pairs, settings, label sets and queue as `navigator` can keep them; in memory where it cannot, so that work goes on. */
export async function openGallery(navigator: StorageNavigator): Promise<Gallery> {
  const estimate = async () => (await navigator.storage?.estimate()) ?? {};
  const pairs = await orInMemory(() => openStoredPairs(navigator), createMemoryPairStore);
  const settings = await orInMemory(() => openSettingsStore({ estimate }), createMemorySettingsStore);
  const labelSets = await orInMemory(() => openLabelSetStore({ estimate }), createMemoryLabelSetStore);
  // A queue that outlives its pictures would make them again.
  const queue = pairs.problem
    ? { store: createMemoryQueueStore(), problem: null }
    : await orInMemory(() => openQueueStore({ estimate }), createMemoryQueueStore);
  const isShared = !(pairs.problem ?? queue.problem) && navigator.locks !== undefined;
  const queueTurn = isShared ? webQueueTurn(navigator.locks, 'queue') : OWN_TURN;
  const stores = {
    pairs: pairs.store,
    settings: settings.store,
    labelSets: labelSets.store,
    queue: queue.store,
    queueTurn,
  };
  const lost = settings.problem ?? labelSets.problem ?? queue.problem;
  if (!lost) return { ...stores, problem: pairs.problem, settingsProblem: null };
  if (!pairs.problem) return { ...stores, problem: null, settingsProblem: settingsUnavailable(lost) };
  const message = `${pairs.problem.message} Settings, too, stay until this page is closed.`;
  return { ...stores, problem: { ...pairs.problem, message }, settingsProblem: null };
}

/**
 * Asks the browser not to clear the gallery when space runs short. Browsers answer by their own rules, Firefox by
 * asking the person; call it after a first picture was made, when the question makes sense.
 *
 * @returns whether the gallery is now safe from clearing
 */
export async function requestPersistence(storage: StorageManager | undefined): Promise<boolean> {
  if (typeof storage?.persist !== 'function') return false;
  return (await storage.persisted()) || (await storage.persist());
}
