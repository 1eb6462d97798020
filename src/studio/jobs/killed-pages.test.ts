import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Device, Life, runOut } from '../testing/mortal-page.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Page = Awaited<ReturnType<Device['open']>>;

/** Whatever was confirmed as queued, and not taken out, is in the gallery once or has failed; nothing else is there. */
function expectNothingLost({ pairs, queue, stored, queued, removed }: Device): void {
  expect(new Set(stored).size).toBe(pairs.metas.size);
  for (const id of queued) {
    const hasFailed = (queue.items.get(id)?.failure ?? null) !== null;
    const isThere = pairs.metas.has(id) || hasFailed;
    expect(isThere || removed.has(id), `${id} is in the gallery, or has failed`).toBe(true);
    expect(pairs.metas.has(id) && queue.items.has(id), `${id} is in one place only`).toBe(false);
  }
  for (const id of pairs.metas.keys()) expect(queued.has(id), `${id} was stored before it was made`).toBe(true);
}

async function sixPictures({ actions }: Page): Promise<void> {
  actions.setPictureCount(6);
  actions.generate();
  await runOut();
}

it('makes six pictures of which each is stored once, wherever the page is killed', async () => {
  const whole = new Device();
  const { life } = await whole.open();
  const before = life.steps;
  await sixPictures({ actions: (await whole.open()).actions } as Page);
  expect(whole.pairs.metas.size).toBe(6);
  expect(before).toBeGreaterThan(0);

  let killAt = 0;
  for (let survived = false; !survived; ) {
    const device = new Device();
    const first = await device.open(new Life(++killAt));
    await sixPictures(first);
    survived = !first.life.isDead;
    first.life.kill();
    await device.open();
    await runOut();
    expectNothingLost(device);
    const isQueued = device.queued.size > 0;
    expect(device.pairs.metas.size).toBe(isQueued ? 6 : 0);
    const seeds = [...device.pairs.metas.values()].map(({ settings }) => settings.seed);
    expect(new Set(seeds).size).toBe(seeds.length);
  }
  // Each picture alone waits more than five times: the walk has been through all of it.
  expect(killAt).toBeGreaterThan(40);
});

type Deed = (page: Page) => void;

const captions = fc.constantFrom('a cat', 'a bad cat');
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ caption: captions, count: fc.integer({ min: 1, max: 4 }), isFirst: fc.boolean() }).map(
    ({ caption, count, isFirst }): Deed =>
      ({ actions, state }) => {
        const settings = { ...state().draft, caption };
        const requests = Array.from({ length: count }, (_, repetition) => ({ settings, repetition }));
        actions.enqueue(requests, isFirst ? 'front' : 'back');
      },
  ),
  fc.nat({ max: 5 }).map(
    (at): Deed =>
      ({ actions, state }) =>
        actions.stop(state().jobs[at]?.id),
  ),
  fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })).map(
    ([from, to]): Deed =>
      ({ actions, state }) => {
        const job = state().jobs[from];
        if (job) actions.moveJob(job.id, to);
      },
  ),
  fc.boolean().map(
    (isPaused): Deed =>
      ({ actions }) =>
        actions.setQueuePaused(isPaused),
  ),
  fc.constant<Deed>(({ actions }) => actions.retryFailed()),
  fc.constant<Deed>(({ actions }) => actions.cancelQueue()),
  fc.constant<Deed>(({ actions, state }) => {
    const undo = state().notices.find(({ action }) => action === 'Undo');
    if (undo) actions.runNoticeAction(undo.id);
  }),
);

const lives = fc.record({ deeds: fc.array(deeds, { maxLength: 8 }), killAt: fc.integer({ min: 1, max: 80 }) });

it('loses and doubles nothing whatever is done, and whenever page after page is killed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(lives, { minLength: 1, maxLength: 4 }), async (all) => {
      const device = new Device();
      for (const { deeds: toDo, killAt } of all) {
        const page = await device.open(new Life(killAt));
        for (const deed of toDo) {
          if (!page.life.isDead) deed(page);
          await vi.advanceTimersByTimeAsync(0);
        }
        await runOut();
        page.life.kill();
      }
      const last = await device.open();
      last.actions.setQueuePaused(false);
      await runOut();
      // What fails three times in a row pauses the queue.
      for (let i = 0; i < 20; i++) {
        last.actions.setQueuePaused(false);
        await runOut();
      }
      expect(last.state().jobs).toEqual([]);
      expectNothingLost(device);
    }),
    { numRuns: 100 },
  );
}, 60_000);

describe('two tabs', () => {
  it('work on one queue, one picture at a time; when one is killed the other goes on', async () => {
    let killAt = 0;
    for (let survived = false; !survived; killAt += 3) {
      const device = new Device();
      const first = await device.open(new Life(10 + killAt));
      const second = await device.open();
      first.actions.setPictureCount(4);
      first.actions.generate();
      second.actions.setPictureCount(2);
      second.actions.generate();
      await runOut();
      survived = !first.life.isDead;
      first.life.kill();
      await runOut();
      expectNothingLost(device);
      expect(device.pairs.metas.size).toBe(device.queued.size);
      expect(second.state().jobs).toEqual([]);
    }
    expect(killAt).toBeGreaterThan(30);
  });
});
