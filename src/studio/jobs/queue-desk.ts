import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import type { JobQueue } from './job-queue.ts';
import { itemsFor } from './new-items.ts';
import { isForOtherModel } from './next-job.ts';
import type { QueueBook } from './queue-book.ts';

type QueueActions = Pick<
  StudioActions,
  'stop' | 'cancelQueue' | 'removeFailed' | 'retryFailed' | 'moveJob' | 'setQueuePaused' | 'adoptQueue'
>;

/** What a person does to the queue as a whole, or to what waits in it. */
export function createQueueDesk(
  { store, notices, dependencies }: Pick<StudioBase, 'store' | 'notices' | 'dependencies'>,
  book: QueueBook,
  queue: Pick<JobQueue, 'stop'>,
): QueueActions {
  const failedIds = () => store.getState().failedJobs.map(({ id }) => id);

  /** @param stoppedId a running job that ends with them; undone, it begins anew */
  function takeOut(ids: readonly string[], stoppedId: string | null, message: string): void {
    const stopped = stoppedId === null ? undefined : book.item(stoppedId);
    const wasPaused = store.getState().queue.isPaused;
    const removed = book.remove(ids);
    if (stoppedId !== null) queue.stop(stoppedId);
    const undo = () => {
      // The one that was stopped may still be on its way out, under its own id.
      const again = stopped ? [{ ...stopped, id: dependencies.newId() }] : [];
      if (wasPaused) book.setPaused(true);
      book.add([...again, ...removed.items], removed.photos);
    };
    notices.show({ tone: 'info', message, action: { label: 'Undo', run: undo } });
  }

  function cancelQueue(): void {
    const { jobs } = store.getState();
    const waiting = jobs.filter(({ state }) => state === 'queued').map(({ id }) => id);
    const running = jobs.find(({ state }) => state !== 'queued' && state !== 'saving') ?? null;
    const count = waiting.length + (running ? 1 : 0);
    if (count === 0) return;
    const message = count === 1 ? 'One picture cancelled.' : `${count} pictures cancelled.`;
    takeOut(waiting, running?.id ?? null, message);
  }

  return {
    cancelQueue,
    stop(jobId) {
      const { jobs, failedJobs } = store.getState();
      const id = jobId ?? jobs[0]?.id;
      const job = jobs.find((one) => one.id === id);
      if (id === undefined) return;
      if (job && job.state !== 'queued') queue.stop(id);
      else if (job) takeOut([id], null, 'One picture cancelled.');
      else if (failedJobs.some((one) => one.id === id)) takeOut([id], null, 'One failed picture removed.');
    },
    removeFailed(ids = failedIds()) {
      if (ids.length === 0) return;
      takeOut(ids, null, ids.length === 1 ? 'One failed picture removed.' : `${ids.length} failed pictures removed.`);
    },
    retryFailed(ids = failedIds()) {
      const items = ids.flatMap((id) => book.item(id) ?? []).filter(({ failure }) => failure !== null);
      const orders = book.orders(items.length, 'front');
      book.change(items.map((item, i) => ({ ...item, failure: null, order: orders[i] ?? item.order })));
    },
    moveJob: book.move,
    setQueuePaused: book.setPaused,
    adoptQueue() {
      const { jobs, engine } = store.getState();
      if (engine.phase !== 'ready') return;
      const others = jobs.filter((job) => job.state === 'queued' && isForOtherModel(job, engine));
      book.change(
        itemsFor(
          others.flatMap(({ id }) => book.item(id) ?? []),
          engine.info.model,
        ),
      );
    },
  };
}
