import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.fixture.ts';
import { settle } from '../testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Started = Awaited<ReturnType<typeof startStudio>>;

/** What is imported when it is needed comes after a while of real time. */
async function untilRead({ state }: Pick<Started, 'state'>) {
  await vi.waitFor(async () => {
    await settle(10);
    if (state().list?.phase === 'reading') throw new Error('still reading');
  }, 20_000);
  return state().list;
}

const LINES = 'a cat on the sofa; cat, sofa\nno class here\na dog; dog\na cat on the sofa; cat, sofa';

describe('a list of prompts', () => {
  it('is read, and its good rows are queued in their order, by the settings of the prompt column', async () => {
    const started = await readyToGenerate();
    const { actions, state } = started;
    actions.changeDraft({ steps: 3, seed: 42 });
    actions.showList();
    expect(state().list).toEqual({ phase: 'asking' });
    actions.readListText(LINES);
    expect(await untilRead(started)).toMatchObject({
      phase: 'read',
      form: 'text',
      rows: [{ ok: true }, { ok: false, row: 2, error: { kind: 'no-class' } }, { ok: true }, { ok: true }],
    });
    actions.enqueueList('back');
    expect(state().list).toBeNull();
    const settings = state().jobs.map((job) => job.settings);
    expect(settings.map(({ caption, classIds, steps }) => [caption, classIds, steps])).toEqual([
      ['a cat on the sofa', [8, 18], 3],
      ['a dog', [12], 3],
      ['a cat on the sofa', [8, 18], 3],
    ]);
    expect(new Set(settings.map(({ seed }) => seed)).size).toBe(3);
    await settle();
    expect(started.messages()).toContain('3 pictures are in the queue.');
    expect(state().draft).toMatchObject({ caption: 'a cat' });
  });

  it('is said to be in the queue when storage has it, and not before', async () => {
    const started = await readyToGenerate();
    const { queueStore } = started;
    const { put } = queueStore;
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    queueStore.put = (items) => answered.then(() => put(items));
    started.actions.readListText('a dog; dog\na bus; bus');
    await untilRead(started);
    started.actions.enqueueList('back');
    await settle(1000);
    expect(started.state().jobs).toHaveLength(2);
    expect(started.messages()).not.toContain('2 pictures are in the queue.');
    answer();
    await settle();
    expect(started.messages()).toContain('2 pictures are in the queue.');
  });

  it('gives seeds by content: another order and other rows give the same ones', async () => {
    const seedsOf = async (text: string) => {
      const started = await readyToGenerate();
      started.actions.changeDraft({ seed: 42 });
      started.actions.readListText(text);
      await untilRead(started);
      started.actions.enqueueList('back');
      return Object.fromEntries(started.state().jobs.map(({ settings }) => [settings.caption, settings.seed]));
    };
    const seeds = await seedsOf('a cat; cat\na dog; dog\na bus; bus');
    expect(await seedsOf('a dog; dog\nbroken\na cat; cat')).toEqual({
      'a dog': seeds['a dog'],
      'a cat': seeds['a cat'],
    });
    expect(await seedsOf('caption,classes,seed\na dog,dog,5')).toEqual({ 'a dog': 5 });
  });

  it('rolls the seed for the next one, unless it is locked or not used', async () => {
    const rolled = async (text: string, isLocked: boolean) => {
      const started = await readyToGenerate();
      started.actions.setSeedLocked(isLocked);
      const before = started.state().draft.seed;
      started.actions.readListText(text);
      await untilRead(started);
      started.actions.enqueueList('back');
      return started.state().draft.seed !== before;
    };
    expect(await rolled('a dog; dog', false)).toBe(true);
    expect(await rolled('a dog; dog', true)).toBe(false);
    expect(await rolled('caption,classes,seed\na dog,dog,5', false)).toBe(false);
  });

  it('goes before what waits, if that is wanted', async () => {
    const started = await readyToGenerate();
    const { actions, state } = started;
    actions.generate();
    actions.generate();
    actions.readListText('a dog; dog');
    await untilRead(started);
    actions.enqueueList('front');
    expect(state().jobs.map(({ settings }) => settings.caption)).toEqual(['a cat', 'a dog', 'a cat']);
  });

  it('is told from a file, with why it cannot be read', async () => {
    const started = await readyToGenerate();
    started.actions.readListFile(new File(['caption,classes\na dog,dog\n'], 'dogs.csv'));
    expect(await untilRead(started)).toMatchObject({
      phase: 'read',
      name: 'dogs.csv',
      form: 'csv',
      rows: [{ ok: true }],
    });
    started.actions.readListFile(new File([Uint8Array.of(0xff, 0xd8, 0xff, 0)], 'photo.txt'));
    expect(await untilRead(started)).toMatchObject({
      phase: 'refused',
      name: 'photo.txt',
      message: expect.stringContaining('UTF-8'),
    });
    const gone = new File([''], 'gone.csv');
    gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    started.actions.readListFile(gone);
    expect(await untilRead(started)).toMatchObject({
      phase: 'refused',
      message: expect.stringContaining('Choose it again'),
    });
    expect(started.reportBug).not.toHaveBeenCalled();
  });

  it('that was closed while it was read stays closed', async () => {
    const started = await readyToGenerate();
    started.actions.readListText('a dog; dog\n'.repeat(1_000));
    started.actions.closeList();
    await vi.waitFor(() => settle(50));
    expect(started.state().list).toBeNull();
  });

  it('says which rows are too long, and looks again when the model is there', async () => {
    const engine = new FakeEngine();
    let start = () => {};
    const whenStarted = new Promise<void>((resolve) => {
      start = resolve;
    });
    const startEngine = engine.start;
    engine.start = async (...args: Parameters<typeof startEngine>) => {
      await whenStarted;
      return startEngine(...args);
    };
    const started = await startStudio({ engine });
    const long = `${'very '.repeat(12)}long; cat`;
    started.actions.readListText(long);
    expect(await untilRead(started)).toMatchObject({ isUnchecked: true, rows: [{ ok: true }] });
    start();
    await settle();
    await vi.waitFor(() => expect(started.state().list).toMatchObject({ isUnchecked: false }), 20_000);
    expect(started.state().list).toMatchObject({ rows: [{ ok: false, error: { kind: 'too-long' } }] });
  });
});

describe('a plan', () => {
  const scenes = [
    { caption: 'a cat', classIds: [8] },
    { caption: 'a dog and a cat', classIds: [12, 8] },
    { caption: 'a cat', classIds: [8] },
  ];

  it('is queued with seeds of its own', async () => {
    const { actions, state, messages } = await readyToGenerate();
    const before = state().draft.seed;
    actions.setPlanOpen(true);
    actions.enqueuePlan(scenes, 7, 'back');
    expect(state().isPlanOpen).toBe(false);
    expect(state().jobs.map(({ settings }) => settings.classIds)).toEqual([[8], [12, 8], [8]]);
    expect(new Set(state().jobs.map(({ settings }) => settings.seed)).size).toBe(3);
    await settle();
    expect(messages()).toContain('3 pictures are in the queue.');
    expect(state().draft.seed).toBe(before);
  });

  it.each(['json', 'csv'] as const)('that was saved as %s and is read again gives the same pictures', async (form) => {
    const started = await readyToGenerate();
    const { actions, state, saveFile } = started;
    actions.savePlan(scenes, 7, form);
    await vi.waitFor(() => expect(saveFile).toHaveBeenCalled(), 20_000);
    const [blob, name] = saveFile.mock.calls[0] as [Blob, string];
    expect(name).toBe(`plan-7.${form}`);
    actions.changeDraft({ seed: 99 });
    actions.readListText(await blob.text());
    await untilRead(started);
    actions.enqueueList('back');
    const fromList = state().jobs.map((job) => job.settings);
    actions.enqueuePlan(scenes, 7, 'back');
    const fromPlan = state()
      .jobs.slice(3)
      .map((job) => job.settings);
    expect(fromList.map(({ caption, classIds, seed }) => ({ caption, classIds, seed }))).toEqual(
      fromPlan.map(({ caption, classIds, seed }) => ({ caption, classIds, seed })),
    );
  });
});
