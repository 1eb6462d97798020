import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DEFAULT_TUNING } from '../settings/defaults.ts';
import { failure, pairMeta, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const tunings = [1, 2, 3].map((tau) => ({ ...DEFAULT_TUNING, tau }));

it('shows the pair’s mask under each tuning in turn and changes nothing of the pair', async () => {
  const { actions, state, pairStore } = await startStudio({ metas: [pairMeta('a')] });
  await settle(1000);
  const before = state().pairs[0];
  pairStore.updates = [];
  const masks: [number, number][] = [];
  actions.sweepTunings(tunings, (index, { ids }) => masks.push([index, ids[0] as number]));
  await settle(1000);
  expect(masks).toEqual([
    [0, 10],
    [1, 20],
    [2, 30],
  ]);
  expect(state().pairs[0]).toEqual(before);
  expect(pairStore.updates).toEqual([]);
});

it('ends when it is stopped, and tells a mask that cannot be made', async () => {
  const { actions, tuning, messages } = await startStudio({ metas: [pairMeta('a')] });
  const masks: number[] = [];
  const stop = actions.sweepTunings(tunings, (index) => {
    masks.push(index);
    stop();
  });
  await settle();
  expect(masks).toEqual([0]);
  tuning.failNext = failure('settings-invalid', 'No such side.');
  actions.sweepTunings(tunings, (index) => masks.push(index));
  await settle();
  expect(masks).toEqual([0]);
  expect(messages()).toEqual(['No such side.']);
});
