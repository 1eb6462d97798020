import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pairMeta, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function comparing() {
  const started = await startStudio({ metas: [pairMeta('a'), pairMeta('b')] });
  started.actions.tune({ tau: 2 });
  await started.frame();
  started.actions.setComparing(true);
  await settle();
  started.actions.tune({ tau: 7 });
  await started.frame();
  return { ...started, compared: () => started.studio.pixels.comparedMask()?.ids[0] };
}

it('keeps the mask of the tuning that was compared with while sliders move', async () => {
  const { compared, studio, state, actions } = await comparing();
  expect(compared()).toBe(20);
  expect(studio.pixels.mask()?.ids[0]).toBe(70);
  expect(state().comparedTuning?.tau).toBe(2);
  actions.setComparing(false);
  expect(compared()).toBeUndefined();
  expect(state().comparedTuning).toBeNull();
});

it('ends when another picture is shown or painting begins, and ends painting when it begins', async () => {
  const { compared, state, actions } = await comparing();
  actions.selectPair('a');
  await settle();
  expect([compared(), state().comparedTuning]).toEqual([undefined, null]);
  actions.setComparing(true);
  await settle();
  expect(compared()).toBeDefined();
  actions.setPainting(true);
  expect([compared(), state().comparedTuning]).toEqual([undefined, null]);
  actions.setComparing(true);
  expect(state().painting.isOn).toBe(false);
});

it('shows what is painted over both masks', async () => {
  const { compared, actions } = await comparing();
  actions.setBrush({ value: 9, size: 1 });
  actions.beginStroke({ x: 0, y: 0 });
  actions.endStroke();
  await settle();
  expect(compared()).toBe(9);
  actions.undoEdit();
  await settle();
  expect(compared()).toBe(20);
});
