import { smallItem } from '../../storage/queue/small-queue.fixture.ts';
import type { QueueItem } from '../../storage/queue/types.ts';
import { engineInfo, FakeEngine } from '../testing/fake-engine.fixture.ts';
import { FakeQueueStore } from '../testing/fake-queue.fixture.ts';
import { settle } from '../testing/samples.fixture.ts';
import { readyToGenerate } from '../testing/studio-fixture.ts';

/** For tests: a queue whose pictures are called by their captions. */

export const MODEL = { id: 'emoji', name: 'Emoji scenes', unetSha256: 'ab' };
export const QUEUED_MODEL = { id: 'emoji', name: 'Emoji scenes', sha256: 'ab' };

export function namedEngine(change: object = {}): FakeEngine {
  const engine = new FakeEngine();
  engine.startResult = { ok: true, value: engineInfo({ ...MODEL, ...change }) };
  return engine;
}

export const item = (id: string, change: Partial<QueueItem> = {}) =>
  smallItem(id, { model: QUEUED_MODEL, settings: { ...smallItem(id).settings, caption: id }, ...change });

export function storedQueue(...items: QueueItem[]): FakeQueueStore {
  const store = new FakeQueueStore();
  for (const one of items) store.items.set(one.id, one);
  return store;
}

/** A studio that makes the first of the given captions. */
export async function queued(...captions: string[]) {
  const started = await readyToGenerate({ engine: namedEngine() });
  const { actions, state } = started;
  actions.enqueue(
    captions.map((caption) => ({ settings: { ...state().draft, caption } })),
    'back',
  );
  await settle();
  const waiting = () => state().jobs.filter((job) => job.state === 'queued');
  return {
    ...started,
    captions: () => waiting().map(({ settings }) => settings.caption),
    id: (caption: string) => waiting().find(({ settings }) => settings.caption === caption)?.id ?? '',
    notice(action: string) {
      const shown = state().notices.findLast((one) => one.action === action);
      actions.runNoticeAction(shown?.id ?? '');
    },
  };
}
