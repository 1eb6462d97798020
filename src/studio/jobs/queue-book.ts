import { type Failure, StudioError } from '../../core/errors.ts';
import { Serial } from '../../core/serial.ts';
import { withinTime } from '../../core/within-time.ts';
import type { QueueItem, QueueNews } from '../../storage/queue/types.ts';
import type { PhotoFile } from '../dependencies.ts';
import type { StudioBase } from '../studio-base.ts';
import { inOrder, ordersBetween } from './queue-order.ts';
import type { FailedJob, Job, QueuePlace } from './queue-state.ts';

/** A photo's job, which no storage has. */
export interface PhotoJob {
  readonly job: Job;
  readonly photo: PhotoFile;
}

/** What was taken out of the queue. */
export interface Removed {
  readonly items: readonly QueueItem[];
  readonly photos: readonly PhotoJob[];
}

/** What waits or has failed: on the screen at once, then in storage, step by step in the order of the calls. */
export interface QueueBook {
  /** Reads what earlier pages left. */
  open(): Promise<void>;
  /** Reads again what other tabs have done. */
  refresh(): Promise<void>;
  item(id: string): QueueItem | undefined;
  photo(id: string): PhotoFile | undefined;
  /** Places for `count` new jobs. */
  orders(count: number, where: QueuePlace): number[];
  add(items: readonly QueueItem[], photos?: readonly PhotoJob[]): void;
  change(items: readonly QueueItem[]): void;
  patch(id: string, change: Partial<Job>): void;
  move(id: string, toIndex: number): void;
  remove(ids: readonly string[]): Removed;
  /** A job that is on its way out leaves storage at once: a page that closes before it is out must not bring it back. */
  forget(id: string): void;
  fail(id: string, failure: Failure): void;
  /** The picture has been made: with its pair's row its item has gone, or goes when the pair can be stored. */
  made(id: string): void;
  setPaused(isPaused: boolean): void;
  /** Resolves when storage has confirmed or refused all that was asked of it. */
  settled(): Promise<void>;
  /** Whether pictures wait that would go with the page, since storage did not take them. */
  hasUnstored(): boolean;
  /** Calls back with each job that another tab took out. */
  onRemovedElsewhere(listener: (id: string) => void): void;
}

/** A few rows; a busy disk takes less. */
const STORED_WITHIN_MS = 60_000;

const FRESH = { step: 0, stepMs: 0, remainingMs: 0 } as const;

export function createQueueBook({ dependencies, store, notices, run }: StudioBase): QueueBook {
  const { queueStore } = dependencies;
  /** Stored ones by id, the running one and failed ones included. */
  const items = new Map<string, QueueItem>();
  const photos = new Map<string, PhotoFile>();
  const unstored = new Set<string>();
  /** Made by this page: their rows may stay until there is room for the pair, and must not come back. */
  const madeIds = new Set<string>();
  const writes = new Serial();
  const removedListeners: ((id: string) => void)[] = [];

  const isRunning = (id: string) => store.getState().jobs.some((job) => job.id === id && job.state !== 'queued');
  const waiting = () => store.getState().jobs.filter(({ state }) => state === 'queued');

  function write(work: () => Promise<void>): void {
    void run(() => writes.run(() => orTold(work)));
  }

  /** A storage that never answers must not hold up the pictures. */
  async function orTold(work: () => Promise<void>): Promise<void> {
    try {
      await withinTime(work(), STORED_WITHIN_MS, noAnswer);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      const { code, message } = error;
      throw new StudioError({ code, message: `The queue could not be stored, and goes on in this page. ${message}` });
    }
  }

  /** Puts items where they belong on the screen: among those that wait, or those that have failed. */
  function show(changed: readonly QueueItem[], added: readonly PhotoJob[] = []): void {
    for (const item of changed) items.set(item.id, item);
    for (const { job, photo } of added) photos.set(job.id, photo);
    const ids = new Set(changed.map(({ id }) => id));
    const isOther = ({ id }: { readonly id: string }) => !ids.has(id);
    const fresh = changed.filter(({ failure }) => failure === null).map(toJob);
    const failed = changed.flatMap(toFailedJob);
    store.setState(({ jobs, failedJobs }) => ({
      jobs: inOrder([...jobs.filter(isOther), ...fresh, ...added.map(({ job }) => job)]),
      failedJobs: [...failedJobs.filter(isOther), ...failed],
    }));
  }

  function hide(ids: readonly string[]): void {
    const gone = new Set(ids);
    for (const id of ids) {
      items.delete(id);
      photos.delete(id);
      unstored.delete(id);
    }
    store.setState(({ jobs, failedJobs }) => ({
      jobs: jobs.filter(({ id }) => !gone.has(id)),
      failedJobs: failedJobs.filter(({ id }) => !gone.has(id)),
    }));
  }

  /** Who comes back to an empty queue finds a button that makes pictures. */
  function endIfEmpty(): void {
    const { jobs, queue } = store.getState();
    if (jobs.length > 0) return;
    store.setState({ queue: { ...queue, made: 0 } });
    if (queue.isPaused) setPaused(false);
  }

  /** Places before the first that waits, after the running one where there is room. */
  function beforeAll(first: number, count: number): number[] | null {
    const running = store.getState().jobs.find(({ state }) => state !== 'queued');
    return ordersBetween(running?.order ?? null, first, count) ?? ordersBetween(null, first, count);
  }

  function put(added: readonly QueueItem[]): void {
    const ids = added.map(({ id }) => id);
    for (const id of ids) unstored.add(id);
    write(async () => {
      // Those that were taken out again, or made, before their turn came to be stored.
      await queueStore.put(added.filter(({ id }) => items.has(id)));
      for (const id of ids) unstored.delete(id);
    });
  }

  function change(changed: readonly QueueItem[]): void {
    if (changed.length === 0) return;
    show(changed);
    write(() => queueStore.update(changed));
  }

  function setPaused(isPaused: boolean): void {
    store.setState(({ queue }) => ({ queue: { ...queue, isPaused } }));
    write(() => queueStore.setPaused(isPaused));
  }

  function hear(news: QueueNews): void {
    if (news.kind === 'here') show(news.items.filter(({ id }) => !isRunning(id) && !madeIds.has(id)));
    else if (news.kind === 'changed') show(news.items.filter(({ id }) => items.has(id) && !isRunning(id)));
    else if (news.kind === 'gone') goneElsewhere(news.ids);
    else store.setState(({ queue }) => ({ queue: { ...queue, isPaused: news.isPaused } }));
  }

  function goneElsewhere(ids: readonly string[]): void {
    hide(ids.filter((id) => items.has(id) && !isRunning(id)));
    for (const id of ids.filter(isRunning)) for (const listener of removedListeners) listener(id);
  }

  async function load(): Promise<void> {
    const loaded = await queueStore.load();
    const ids = new Set(loaded.items.map(({ id }) => id));
    hide([...items.keys()].filter((id) => !ids.has(id) && !unstored.has(id) && !isRunning(id)));
    show(loaded.items.filter(({ id }) => !isRunning(id) && !madeIds.has(id)));
    const isPaused = loaded.isPaused && store.getState().jobs.length > 0;
    store.setState(({ queue }) => ({ queue: { ...queue, isPaused } }));
    if (loaded.unreadable === 0) return;
    const count = loaded.unreadable;
    const what = count === 1 ? 'One picture that waited' : `${count} pictures that waited`;
    const message = `${what} could not be read and ${count === 1 ? 'is' : 'are'} left out of the queue.`;
    notices.show({ tone: 'info', message, stays: true });
  }

  dependencies.otherQueues.onNews(hear);
  // A picture that another tab has stored, or made and removed, waits here no longer.
  dependencies.otherTabs.onNews((news) => {
    if (news.kind === 'changed') return;
    const ids = news.kind === 'here' ? news.metas.map(({ id }) => id) : news.ids;
    hide(ids.filter((id) => items.has(id) && !isRunning(id)));
  });

  return {
    open: () => run(() => writes.run(load)),
    refresh: () => run(() => writes.run(load)),
    item: (id) => items.get(id),
    photo: (id) => photos.get(id),
    orders(count, where) {
      const { jobs } = store.getState();
      const first = waiting()[0]?.order ?? null;
      // The running one counts: it may be cancelled, and put back into its place.
      const last = jobs.length > 0 ? Math.max(...jobs.map(({ order }) => order)) : null;
      const orders = where === 'back' || first === null ? ordersBetween(last, null, count) : beforeAll(first, count);
      return orders ?? [];
    },
    add(added, addedPhotos) {
      show(added, addedPhotos);
      if (added.length > 0) put(added);
    },
    change,
    patch(id, changed) {
      store.setState(({ jobs }) => ({ jobs: jobs.map((job) => (job.id === id ? { ...job, ...changed } : job)) }));
    },
    move(id, toIndex) {
      const others = waiting().filter((job) => job.id !== id);
      const job = waiting().find((one) => one.id === id);
      if (!job) return;
      const at = Math.min(Math.max(0, toIndex), others.length);
      const next = others[at]?.order ?? null;
      const before = others[at - 1];
      const between = before || next === null ? ordersBetween(before?.order ?? null, next, 1) : beforeAll(next, 1);
      const placed = between ? [{ ...job, order: between[0] ?? job.order }] : renumbered(others.toSpliced(at, 0, job));
      const orders = new Map(placed.map((one) => [one.id, one.order]));
      store.setState(({ jobs }) => ({
        jobs: inOrder(jobs.map((one) => ({ ...one, order: orders.get(one.id) ?? one.order }))),
      }));
      change([...items.values()].flatMap((item) => withOrder(item, orders.get(item.id))));
    },
    remove(ids) {
      const { jobs } = store.getState();
      const removed: Removed = {
        items: ids.flatMap((id) => items.get(id) ?? []),
        photos: jobs.flatMap((job) => {
          const photo = ids.includes(job.id) ? photos.get(job.id) : undefined;
          return photo ? [{ job, photo }] : [];
        }),
      };
      hide(ids);
      endIfEmpty();
      const stored = removed.items.map(({ id }) => id);
      if (stored.length > 0) write(() => queueStore.remove(stored));
      return removed;
    },
    forget(id) {
      if (items.has(id)) write(() => queueStore.remove([id]));
    },
    fail(id, failure) {
      const item = items.get(id);
      if (item) change([{ ...item, failure }]);
      else hide([id]);
      endIfEmpty();
    },
    made(id) {
      madeIds.add(id);
      store.setState(({ queue }) => ({ queue: { ...queue, made: queue.made + 1 } }));
      hide([id]);
      endIfEmpty();
    },
    setPaused,
    settled: () => writes.run(async () => {}),
    hasUnstored: () => unstored.size > 0,
    onRemovedElsewhere: (listener) => void removedListeners.push(listener),
  };
}

function noAnswer(): StudioError {
  return new StudioError({
    code: 'storage-unavailable',
    message: `This device's storage was expected to answer, and has not for ${STORED_WITHIN_MS / 1000} seconds. Close other tabs of the studio, or reload this page.`,
  });
}

function toJob(item: QueueItem): Job {
  const { id, settings, model, order } = item;
  return { id, state: 'queued', settings, ...nameOf(item), model, order, steps: settings.steps, ...FRESH };
}

function toFailedJob(item: QueueItem): FailedJob[] {
  const { id, settings, failure } = item;
  return failure ? [{ id, settings, ...nameOf(item), failure }] : [];
}

/** A list's name for the picture goes with it, also where it is asked for anew. */
export function nameOf(item: QueueItem | undefined): Pick<QueueItem, 'fileName'> {
  return item?.fileName === undefined ? {} : { fileName: item.fileName };
}

function renumbered(jobs: readonly Job[]): Job[] {
  return jobs.map((job, i) => ({ ...job, order: i + 1 }));
}

function withOrder(item: QueueItem, order: number | undefined): QueueItem[] {
  return order === undefined || order === item.order ? [] : [{ ...item, order }];
}
