import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../core/errors.ts';
import { toPreferences } from './settings/preferences.ts';
import { FakeLastChanges } from './testing/fake-stores.fixture.ts';
import { failure, pairMeta, settle } from './testing/samples.fixture.ts';
import { readyToGenerate, startStudio } from './testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Promises of a page that closes come to nothing: what counts is what `flush` has kept when it returns. */
describe('a page that closes', () => {
  it('keeps a tuning that has not settled', async () => {
    const { studio, actions, lastChanges } = await startStudio({ metas: [pairMeta('a')] });
    await settle(1000);
    actions.tune({ tau: 7 });
    void studio.flush();
    const [kept] = lastChanges.kept;
    expect(kept).toMatchObject({ pairs: { a: { tuning: { tau: 7 } } }, removedIds: [] });
  });

  it('keeps changes and removals that storage has not confirmed, and forgets them once it has', async () => {
    const { studio, actions, pairStore, lastChanges, messages } = await startStudio({
      metas: ['a', 'b', 'c'].map((id) => pairMeta(id)),
    });
    await settle(1000);
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { update } = pairStore;
    pairStore.update = (...change) => answered.then(() => update(...change));
    actions.tune({ tau: 7 });
    await settle(1000);
    actions.review('c', 'accepted');
    actions.removePairs(['a', 'b']);
    const flushed = studio.flush();
    const [kept] = lastChanges.kept;
    expect(kept).toMatchObject({
      pairs: { c: { tuning: { tau: 7 }, review: 'accepted' } },
      removedIds: ['a', 'b'],
    });

    // A page that stays after all ends where it was.
    answer();
    await flushed;
    await settle();
    expect([...pairStore.metas.keys()]).toEqual(['c']);
    expect(lastChanges.kept.size).toBe(0);
    expect(messages()).toEqual([]);
  });

  it('keeps what storage refuses at once, as it does when a newer studio has taken it', async () => {
    const { studio, actions, pairStore, lastChanges } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
    await settle(1000);
    pairStore.update = pairStore.remove = () => Promise.reject(new StudioError(failure('storage-unavailable')));
    actions.removePairs(['a']);
    actions.review('b', 'accepted');
    await studio.flush(); // without a task in between: none comes while the page closes
    const [kept] = lastChanges.kept;
    expect(kept).toMatchObject({ pairs: { b: { review: 'accepted' } }, removedIds: ['a'] });
    await settle();
    expect(lastChanges.kept.size).toBe(0);
  });

  it('keeps what storage refused before', async () => {
    const { studio, actions, pairStore, lastChanges } = await startStudio({ metas: [pairMeta('a')] });
    await settle(1000);
    pairStore.update = () => Promise.reject(new StudioError(failure('storage-full')));
    actions.review('a', 'accepted');
    await settle(1000);
    void studio.flush();
    const [kept] = lastChanges.kept;
    expect(kept).toMatchObject({ pairs: { a: { review: 'accepted' } } });
  });

  it('keeps settings though older ones are still being saved', async () => {
    const { studio, actions, preferences, lastChanges } = await startStudio();
    preferences.savePreferences.mockReturnValue(new Promise(() => {}));
    actions.setTheme('dark');
    await settle(1000);
    actions.setTheme('light');
    void studio.flush();
    const [kept] = lastChanges.kept;
    // Another tab may have saved another choice of something else.
    expect(kept?.preferences).toEqual({ theme: 'light' });
  });

  it('keeps settings that storage refused before', async () => {
    const { studio, actions, preferences, lastChanges } = await startStudio();
    preferences.savePreferences.mockRejectedValue(new StudioError(failure('storage-full')));
    actions.setTheme('dark');
    await settle(1000);
    void studio.flush();
    const [kept] = lastChanges.kept;
    expect(kept?.preferences).toEqual({ theme: 'dark' });
  });

  it('keeps nothing where all is stored', async () => {
    const { studio, actions, lastChanges } = await startStudio({ metas: [pairMeta('a')] });
    await settle(1000);
    actions.tune({ tau: 7 });
    await settle(1000);
    void studio.flush();
    expect(lastChanges.kept.size).toBe(0);
  });
});

it('would take a picture along that storage refused, until it is saved', async () => {
  const { studio, actions, state, engine, pairStore } = await readyToGenerate();
  pairStore.putFailure = failure('storage-full');
  actions.generate();
  await engine.finish();
  expect(studio.hasUnsaved()).toBe(true);
  pairStore.putFailure = null;
  actions.runNoticeAction(state().notices[0]!.id);
  await settle();
  expect(studio.hasUnsaved()).toBe(false);
});

describe('the next page', () => {
  const removal = { pairs: { b: { review: 'accepted' as const } }, removedIds: ['a'], preferences: null };

  it('stores what was kept before it lists the gallery', async () => {
    const lastChanges = new FakeLastChanges();
    lastChanges.keep({ ...removal, pairs: { ...removal.pairs, gone: { review: 'accepted' } } });
    const { state, pairStore, messages } = await startStudio({
      metas: ['a', 'b'].map((id) => pairMeta(id)),
      lastChanges,
    });
    expect(state().pairs).toMatchObject([{ id: 'b', review: 'accepted' }]);
    expect([...pairStore.metas.keys()]).toEqual(['b']);
    expect(lastChanges.kept.size).toBe(0);
    expect(messages()).toEqual([]);
  });

  it('changes of the preferences only what the closed page changed', async () => {
    const stored = toPreferences((await startStudio()).studio.getState());
    const lastChanges = new FakeLastChanges();
    lastChanges.keep({ pairs: {}, removedIds: [], preferences: { theme: 'dark' } });
    const newer = { ...stored, stageTab: 'mask' as const };
    const { preferences } = await startStudio({ preferences: { value: newer, problem: null }, lastChanges });
    expect(preferences.savePreferences).toHaveBeenCalledExactlyOnceWith({ ...newer, theme: 'dark' });
  });

  it('takes its own preferences where none are stored, and says why', async () => {
    const lastChanges = new FakeLastChanges();
    lastChanges.keep({ pairs: {}, removedIds: [], preferences: { theme: 'dark' } });
    const unread = { value: null, problem: 'Your settings could not be read.' };
    const { preferences, messages } = await startStudio({ preferences: unread, lastChanges });
    expect(preferences.savePreferences.mock.lastCall).toMatchObject([{ theme: 'dark', stageTab: 'overlay' }]);
    expect(messages()).toContain(unread.problem);
  });

  it('says what it could not read', async () => {
    const lastChanges = new FakeLastChanges();
    lastChanges.unreadable = 1;
    const { messages } = await startStudio({ lastChanges });
    expect(messages()).toEqual([expect.stringContaining('could not be read')]);
  });

  it('tells what storage refuses, and starts all the same', async () => {
    const lastChanges = new FakeLastChanges();
    const refusal = new StudioError(failure('storage-unavailable', 'Refused.'));
    vi.spyOn(lastChanges, 'storeKept').mockRejectedValueOnce(refusal);
    const { state, messages } = await startStudio({ metas: [pairMeta('a')], lastChanges });
    expect(state()).toMatchObject({ galleryLoaded: true, pairs: [{ id: 'a' }] });
    expect(messages()).toEqual([expect.stringMatching(/last closed is left out\. Refused\.$/)]);
  });
});

it('stores and shows what another tab keeps at once: a later change here is the newer one', async () => {
  const { actions, state, pairStore, lastChanges } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
  await settle(1000);
  lastChanges.keptByAnotherTab({ pairs: { a: { review: 'accepted' } }, removedIds: ['b'], preferences: null });
  await settle();
  expect(pairStore.metas.get('a')?.review).toBe('accepted');
  expect(state().pairs).toMatchObject([{ id: 'a', review: 'accepted' }]);
  actions.review('a', 'rejected');
  await settle(1000);
  expect(pairStore.metas.get('a')?.review).toBe('rejected');
});

it('stores what other tabs keep once, though the next of them closes meanwhile', async () => {
  const { pairStore, lastChanges } = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
  await settle(1000);
  pairStore.updates = [];
  lastChanges.keptByAnotherTab({ pairs: { a: { review: 'accepted' } }, removedIds: [], preferences: null });
  lastChanges.keptByAnotherTab({ pairs: { b: { review: 'accepted' } }, removedIds: [], preferences: null });
  await settle();
  expect(pairStore.updates.map(({ id }) => id)).toEqual(['a', 'b']);
});
