import type { Result } from '../../core/errors.ts';
import type { GeneratedPair, GenerateRequest } from '../../rpc/contract.ts';
import { tellingPairStore } from '../../storage/other-tabs.ts';
import { tellingQueueStore } from '../../storage/queue/other-queues.ts';
import type { QueueTurn } from '../../storage/queue/types.ts';
import { FakeEngine } from './fake-engine.fixture.ts';
import { FakeOtherQueues, FakeQueueStore } from './fake-queue.fixture.ts';
import { FakeOtherTabs, FakePairStore } from './fake-stores.fixture.ts';
import { failure, picture, record, settle } from './samples.fixture.ts';
import { startStudio } from './studio-fixture.ts';

/**
 * For tests: pages that share one device and can be killed at any of their awaits. A killed page hears and does nothing any
 * more; what its storage had confirmed stays.
 */

/** Counts what a page waits for, and ends it there. */
export class Life {
  steps = 0;
  isDead = false;
  readonly killAt: number;
  #mourners: (() => void)[] = [];

  constructor(killAt = Number.POSITIVE_INFINITY) {
    this.killAt = killAt;
  }
  async step(): Promise<void> {
    if (++this.steps === this.killAt) this.kill();
    await Promise.resolve();
    if (this.isDead) await new Promise(() => {});
  }
  kill(): void {
    this.isDead = true;
    for (const mourn of this.#mourners) mourn();
  }
  onDeath(mourn: () => void): void {
    if (this.isDead) mourn();
    else this.#mourners.push(mourn);
  }
}

/** The same object; each of its methods waits before and after its work, and does nothing for a page that is dead. */
function mortal<T extends object>(target: T, life: Life): T {
  return new Proxy(target, {
    get(_, key) {
      const value = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        await life.step();
        const result: unknown = await value.apply(target, given);
        await life.step();
        return result;
      };
    },
  });
}

/** Makes each picture at its own time; captions with "bad" fail. */
class BusyEngine extends FakeEngine {
  readonly made: string[] = [];
  readonly #life: Life;
  readonly #device: Device;

  constructor(life: Life, device: Device) {
    super();
    this.#life = life;
    this.#device = device;
  }
  override generate = async ({ jobId, settings }: GenerateRequest): Promise<Result<GeneratedPair>> => {
    await this.#life.step();
    if (++this.#device.running > 1) throw new Error('two pictures at a time');
    let isOver = false;
    const end = () => {
      if (!isOver) this.#device.running--;
      isOver = true;
    };
    this.#life.onDeath(end);
    await this.#life.step();
    end();
    this.made.push(jobId);
    if (settings.caption.includes('bad')) return { ok: false, error: failure('settings-invalid') };
    const value = {
      jobId,
      picture: picture(),
      record: record(),
      provenance: {},
      totalMs: 1,
    } as unknown as GeneratedPair;
    return { ok: true, value };
  };
  override cancel = async () => {};
}

/** What outlives pages. */
export class Device {
  readonly queue = new FakeQueueStore();
  readonly pairs = new FakePairStore();
  /** Ids in the order in which their pairs were stored, and items that were ever stored or removed. */
  readonly stored: string[] = [];
  readonly queued = new Set<string>();
  readonly removed = new Set<string>();
  running = 0;
  #askers: { granted: () => void; life: Life }[] = [];
  #pages: { life: Life; tabs: FakeOtherTabs; queues: FakeOtherQueues }[] = [];
  #opened = 0;

  constructor() {
    this.pairs.queue = this.queue;
    const { put, remove } = this.queue;
    this.queue.put = async (items) => {
      for (const { id } of items) this.queued.add(id);
      await put(items);
    };
    this.queue.remove = async (ids) => {
      for (const id of ids) this.removed.add(id);
      await remove(ids);
    };
    const putPair = this.pairs.put;
    this.pairs.put = async (meta, ...rest) => {
      this.stored.push(meta.id);
      await putPair(meta, ...rest);
    };
  }

  async open(life = new Life()) {
    const [tabs, queues] = [new FakeOtherTabs(), new FakeOtherQueues()];
    const others = () => this.#pages.filter((page) => page.tabs !== tabs && !page.life.isDead && !life.isDead);
    tabs.tell = (news) => {
      for (const page of others()) page.tabs.hear(news);
    };
    queues.tell = (news) => {
      for (const page of others()) page.queues.hear(news);
    };
    this.#pages.push({ life, tabs, queues });
    const engine = new BusyEngine(life, this);
    const started = await startStudio({
      engine,
      page: `page${++this.#opened}`,
      pairStore: tellingPairStore(mortal(this.pairs, life), tabs) as FakePairStore,
      queueStore: tellingQueueStore(mortal(this.queue, life), queues) as FakeQueueStore,
      queueTurn: this.#turnFor(life),
      otherTabs: tabs,
      otherQueues: queues,
    });
    started.actions.setCaption('a cat');
    started.actions.addClass(8);
    return { ...started, engine, life };
  }

  #turnFor(life: Life): QueueTurn {
    return {
      ask: ({ granted, taken }) => {
        const asker = { granted: () => !life.isDead && granted(), life };
        const leave = () => {
          const wasFirst = this.#askers[0] === asker;
          this.#askers = this.#askers.filter((one) => one !== asker);
          if (wasFirst) this.#askers[0]?.granted();
        };
        this.#askers.push(asker);
        life.onDeath(leave);
        if (this.#askers[0] === asker) granted();
        else taken();
        return leave;
      },
    };
  }
}

/** Lets pages do all that they can do. */
export async function runOut(): Promise<void> {
  await settle(5000);
}
