import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pairMeta, settle } from './samples.fixture.ts';
import { startStudio } from './studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** From a page that closes nothing is heard any more: what counts is what `flush` asks for before it first waits. */
describe('a page that closes', () => {
  it('hands over a tuning that has not settled', async () => {
    const { studio, actions, pairStore } = await startStudio({ metas: [pairMeta('a')] });
    await settle(1000);
    actions.tune({ tau: 7 });
    void studio.flush();
    expect(pairStore.metas.get('a')).toMatchObject({ tuning: { tau: 7 }, settings: pairMeta('a').settings });
  });

  it('does not wait for changes that storage has not confirmed', async () => {
    const { studio, actions, pairStore, messages } = await startStudio({
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
    actions.review('a', 'accepted');
    await settle(1000);
    actions.removePairs(['a', 'b']);
    const flushed = studio.flush();
    expect([...pairStore.metas.keys()]).toEqual(['c']);
    expect(pairStore.metas.get('c')?.tuning.tau).toBe(7);

    // A page that stays after all ends where it was.
    answer();
    await flushed;
    expect([...pairStore.metas.keys()]).toEqual(['c']);
    expect(messages()).toEqual([]);
  });

  it('hands over settings though older ones are still being saved', async () => {
    const { studio, actions, preferences } = await startStudio();
    preferences.savePreferences.mockReturnValue(new Promise(() => {}));
    actions.setTheme('dark');
    await settle(1000);
    actions.setTheme('light');
    void studio.flush();
    expect(preferences.savePreferences).toHaveBeenLastCalledWith(expect.objectContaining({ theme: 'light' }));
  });

  it('writes no row for a picture that is in memory only', async () => {
    const { studio, actions, engine, pairStore } = await startStudio();
    pairStore.putFailure = { code: 'storage-full', message: 'full' };
    actions.useExample(0);
    await settle();
    await engine.finish();
    actions.tune({ tau: 7 });
    void studio.flush();
    expect(pairStore.metas.size).toBe(0);
  });
});
