import * as v from 'valibot';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { preferencesSchema } from '../../storage/settings/preferences-schema.ts';
import type { LoadedPreferences, Preferences } from '../../storage/types.ts';
import { createStudioStore } from '../studio-store.ts';
import { FakeEngine } from '../testing/fake-engine.fixture.ts';
import { failure, settle } from '../testing/samples.fixture.ts';
import { startStudio } from '../testing/studio-fixture.ts';
import { DEFAULT_TUNING } from './defaults.ts';
import { fromPreferences, toPreferences } from './preferences.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const fresh = createStudioStore(VOC_20, 5, 'http://studio').getState();
const saved = (change: Partial<Preferences> = {}): Preferences => ({
  ...toPreferences(fresh),
  theme: 'dark',
  overlayOpacity: 0.25,
  ...change,
});

it('brings back what was saved', async () => {
  const draft = { ...saved().draft, caption: 'a dog', classIds: [12], seed: 77 };
  const { state } = await startStudio({ preferences: { value: saved({ draft }), problem: null } });
  expect(state()).toMatchObject({ theme: 'dark', overlayOpacity: 0.25, draft, preview: { ok: true } });
});

it('keeps what was asked of a plan over a reload', async () => {
  const planForm = {
    labelSetId: 'voc-20',
    worldId: 'emoji',
    targets: { 8: 3, 12: 2 },
    apart: [[8, 12]] as [number, number][],
    sizeShares: [1, 1, 0] as [number, number, number],
    placeNames: ['grass'],
    ownPlaces: '',
    templates: '{classes} {place}',
    useSynonyms: false,
    seed: 4,
  };
  const { actions, preferences } = await startStudio();
  expect(toPreferences(fresh).planForm, 'nothing was planned yet').toBeNull();
  actions.setPlanForm(planForm);
  await settle(1000);
  const [stored] = preferences.savePreferences.mock.lastCall ?? [];
  expect(v.parse(preferencesSchema, stored).planForm).toEqual(planForm);
  const next = await startStudio({ preferences: { value: stored ?? null, problem: null } });
  expect(next.state().planForm).toEqual(planForm);
});

it('saves once things settle, and on flush', async () => {
  const { studio, actions, preferences } = await startStudio();
  actions.setTheme('light');
  actions.setOverlayOpacity(0.9);
  expect(preferences.savePreferences).not.toHaveBeenCalled();
  await settle(1000);
  expect(preferences.savePreferences).toHaveBeenCalledOnce();
  expect(preferences.savePreferences).toHaveBeenLastCalledWith(
    expect.objectContaining({ theme: 'light', overlayOpacity: 0.9 }),
  );
  actions.setTheme('dark');
  await studio.flush();
  expect(preferences.savePreferences).toHaveBeenLastCalledWith(expect.objectContaining({ theme: 'dark' }));
});

it('says why it could not read what was saved, and starts with its own', async () => {
  const { state, messages } = await startStudio({ preferences: { value: null, problem: 'Your settings are broken.' } });
  expect(state().theme).toBe('system');
  expect(messages()).toEqual(['Your settings are broken.']);
});

it('takes the default tuning where none was saved', () => {
  expect(fromPreferences(saved({ tuning: null }), fresh).tuning).toEqual(DEFAULT_TUNING);
});

it('drops classes of a label set that is gone', () => {
  const draft = { ...saved().draft, labelSetId: 'gone-0123456789ab', classIds: [8] };
  expect(fromPreferences(saved({ draft }), fresh)).toMatchObject({
    labelSet: VOC_20,
    draft: { labelSetId: VOC_20.id, classIds: [] },
  });
});

it('leaves alone what a person changed while the preferences were read, and saves it', async () => {
  let deliver = (_: LoadedPreferences) => {};
  // One that starts writes them once more, for the model that it remembers.
  const engine = new FakeEngine();
  engine.startResult = { ok: false, error: failure('network') };
  const { actions, state, preferences } = await startStudio({
    engine,
    preferences: new Promise((resolve) => {
      deliver = resolve;
    }),
  });
  actions.setTheme('light');
  deliver({ value: saved(), problem: null });
  await settle();
  expect(state()).toMatchObject({ theme: 'light', overlayOpacity: 0.25 });
  await settle(1000);
  expect(preferences.savePreferences).toHaveBeenLastCalledWith(
    expect.objectContaining({ theme: 'light', overlayOpacity: 0.25 }),
  );
});

it('keeps single-key shortcuts on where nothing was chosen, and remembers the choice', async () => {
  const { singleKeyShortcuts: _, ...old } = saved();
  expect(fromPreferences(old, fresh).singleKeyShortcuts).toBe(true);
  const { studio, actions, preferences } = await startStudio({ preferences: { value: old, problem: null } });
  actions.setSingleKeyShortcuts(false);
  await studio.flush();
  expect(preferences.savePreferences).toHaveBeenLastCalledWith(expect.objectContaining({ singleKeyShortcuts: false }));
});

it('leaves alone what another tab has saved meanwhile', async () => {
  const { actions, preferences } = await startStudio({ preferences: { value: saved(), problem: null } });
  await settle(1000);
  preferences.loadPreferences.mockResolvedValue({ value: saved({ theme: 'light' }), problem: null });
  actions.setOverlayOpacity(0.9);
  await settle(1000);
  expect(preferences.savePreferences).toHaveBeenLastCalledWith(
    expect.objectContaining({ theme: 'light', overlayOpacity: 0.9 }),
  );
});

it('saves what storage refused together with the next change', async () => {
  const { actions, preferences, messages } = await startStudio({ preferences: { value: saved(), problem: null } });
  await settle(1000);
  preferences.savePreferences.mockRejectedValueOnce(new StudioError(failure('storage-full', 'The disk is full.')));
  actions.setTheme('system');
  await settle(1000);
  expect(messages()).toEqual(['The disk is full.']);
  actions.setOverlayOpacity(0.9);
  await settle(1000);
  expect(preferences.savePreferences).toHaveBeenLastCalledWith(
    expect.objectContaining({ theme: 'system', overlayOpacity: 0.9 }),
  );
});

it.each([
  [{ pairs: 'accepted', format: 'grey', options: { void: 'background' }, trainPercent: 80 } as const, 'grey'],
  [{ pairs: 'accepted', format: 'papyrus', options: {}, trainPercent: 80 } as const, 'voc'],
  [{ pairs: 'accepted', format: 'grey', options: { void: 'purple' }, trainPercent: 80 } as const, 'voc'],
])('remembers the export %j as %s', (exportChoice, format) => {
  expect(fromPreferences(saved({ exportChoice }), fresh).exportChoice.format).toBe(format);
});
