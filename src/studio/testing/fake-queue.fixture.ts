import { type Failure, StudioError } from '../../core/errors.ts';
import type { OtherQueues, QueueItem, QueueNews, QueueStore, QueueTurn } from '../../storage/queue/types.ts';

/** For tests: a queue's rows, what other tabs tell of them, and whose turn it is. */

export class FakeQueueStore implements QueueStore {
  readonly items = new Map<string, QueueItem>();
  isPaused = false;
  unreadable = 0;
  failure: Failure | null = null;

  load = async () => {
    const items = [...this.items.values()].sort((a, b) => a.order - b.order);
    return { items, isPaused: this.isPaused, unreadable: this.unreadable };
  };
  put = async (items: readonly QueueItem[]) => {
    if (this.failure) throw new StudioError(this.failure);
    for (const item of items) this.items.set(item.id, item);
  };
  update = (items: readonly QueueItem[]) => this.put(items.filter(({ id }) => this.items.has(id)));
  remove = async (ids: readonly string[]) => {
    for (const id of ids) this.items.delete(id);
  };
  setPaused = async (isPaused: boolean) => {
    this.isPaused = isPaused;
  };
  captions = () => [...this.items.values()].sort((a, b) => a.order - b.order).map(({ settings }) => settings.caption);
}

export class FakeOtherQueues implements OtherQueues {
  #listeners: ((news: QueueNews) => void)[] = [];
  tell = (_: QueueNews) => {};
  onNews = (listener: (news: QueueNews) => void) => void this.#listeners.push(listener);
  /** Another tab tells this one. */
  hear(news: QueueNews): void {
    for (const listener of this.#listeners) listener(news);
  }
}

/** Granted at once, unless another tab has it. */
export class FakeQueueTurn implements QueueTurn {
  isTaken = false;
  /** How many tabs have it or wait for it. */
  asking = 0;
  #granted: (() => void) | null = null;

  ask: QueueTurn['ask'] = ({ granted, taken }) => {
    this.asking++;
    if (this.isTaken) {
      this.#granted = granted;
      taken();
    } else granted();
    return () => {
      this.asking--;
      this.#granted = null;
    };
  };
  /** The other tab has ended. */
  pass(): void {
    this.isTaken = false;
    this.#granted?.();
    this.#granted = null;
  }
}
