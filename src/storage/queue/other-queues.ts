import type { OtherQueues, QueueNews, QueueStore } from './types.ts';

/** The number is raised when news would be misread: tabs of two versions of the studio hear each other. */
const CHANNEL = 'dataset-diffusion-studio/queue/1';

/** Other tabs by BroadcastChannel; it never delivers to the tab that told. */
export function openOtherQueues(createChannel: (name: string) => BroadcastChannel): OtherQueues {
  const channel = createChannel(CHANNEL);
  return {
    tell: (news) => channel.postMessage(news),
    onNews: (listener) => channel.addEventListener('message', ({ data }) => listener(data as QueueNews)),
  };
}

/** Where the queue lives in one page only, nobody else shows it. */
export const NO_OTHER_QUEUES: OtherQueues = { tell: () => undefined, onNews: () => undefined };

/** The same store; what it has confirmed is told to the other tabs. */
export function tellingQueueStore(store: QueueStore, { tell }: OtherQueues): QueueStore {
  return {
    load: () => store.load(),
    async put(items) {
      await store.put(items);
      tell({ kind: 'here', items });
    },
    async update(items) {
      await store.update(items);
      tell({ kind: 'changed', items });
    },
    async remove(ids) {
      await store.remove(ids);
      tell({ kind: 'gone', ids });
    },
    async setPaused(isPaused) {
      await store.setPaused(isPaused);
      tell({ kind: 'paused', isPaused });
    },
  };
}
