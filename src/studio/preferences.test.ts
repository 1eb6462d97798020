import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { VOC_20 } from '../core/prompt/voc-20.ts';
import { readPreferences, type StudioPreferences, toPreferences } from './preferences.ts';
import { settle, startStudio } from './studio-fixture.ts';
import { createStudioStore } from './studio-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const saved = (change: Partial<StudioPreferences> = {}): StudioPreferences => ({
  ...toPreferences(createStudioStore(VOC_20, 5).getState()),
  theme: 'dark',
  overlayOpacity: 0.25,
  ...change,
});

it('brings back what was saved', async () => {
  const draft = { ...saved().draft, caption: 'a dog', classIds: [12], seed: 77 };
  const { state } = await startStudio({ preferences: saved({ draft }) });
  expect(state()).toMatchObject({ theme: 'dark', overlayOpacity: 0.25, draft, preview: { ok: true } });
});

it('saves once things settle, and on flush', async () => {
  const { studio, actions, preferences } = await startStudio();
  actions.setTheme('light');
  actions.setOverlayOpacity(0.9);
  expect(preferences.save).not.toHaveBeenCalled();
  await settle(1000);
  expect(preferences.save).toHaveBeenCalledOnce();
  expect(preferences.save).toHaveBeenLastCalledWith(expect.objectContaining({ theme: 'light', overlayOpacity: 0.9 }));
  actions.setTheme('dark');
  await studio.flush();
  expect(preferences.save).toHaveBeenLastCalledWith(expect.objectContaining({ theme: 'dark' }));
});

it('says that it could not read settings of another make, and starts with its own', async () => {
  const { state, messages } = await startStudio({ preferences: { version: 99 } });
  expect(state().theme).toBe('system');
  expect(messages()[0]).toContain('could not be read');
});

it('survives a round trip through JSON', () => {
  const { version: _, ...remembered } = saved();
  expect(readPreferences(JSON.parse(JSON.stringify(saved())), VOC_20)).toEqual(remembered);
});

it('drops classes of another label set', () => {
  const draft = { ...saved().draft, labelSetId: 'coco-80', classIds: [8] };
  expect(readPreferences(saved({ draft }), VOC_20)).toMatchObject({ draft: { labelSetId: VOC_20.id, classIds: [] } });
});

it('leaves alone what a person changed while the preferences were read', async () => {
  let deliver = (_: unknown) => {};
  const { actions, state } = await startStudio({
    preferences: new Promise((resolve) => {
      deliver = resolve;
    }),
  });
  actions.setTheme('light');
  deliver(saved());
  await settle();
  expect(state()).toMatchObject({ theme: 'light', overlayOpacity: 0.25 });
});
