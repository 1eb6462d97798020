import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openDatabase } from '../database.ts';
import { MemoryFileSystem } from '../memory-directory.fixture.ts';
import { openGallery, requestPersistence } from '../open-gallery.ts';
import { smallMeta } from '../small-pair.fixture.ts';
import type { Preferences } from '../types.ts';
import { openSettingsStore } from './settings-store.ts';

const { settings, tuning } = smallMeta('a');
const preferences: Preferences = {
  draft: settings,
  seedLocked: true,
  tuning,
  theme: 'dark',
  overlayOpacity: 0.6,
  stageTab: 'overlay',
};
const withDraft = (change: object) => ({ version: 1, value: { ...preferences, draft: { ...settings, ...change } } });
const openStore = () => openSettingsStore({ estimate: async () => ({ usage: 10, quota: 10 }) });

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('gives back what was saved, after a reload too', async () => {
  expect(await (await openStore()).loadPreferences()).toEqual({ value: null, problem: null });
  await (await openStore()).savePreferences({ ...preferences, tuning: null });
  expect((await (await openStore()).loadPreferences()).value?.tuning).toBeNull();
  await (await openStore()).savePreferences(preferences);
  expect(await (await openStore()).loadPreferences()).toEqual({ value: preferences, problem: null });
});

it('keeps how masks are upsampled, and takes rows from before there was a choice as they are', async () => {
  const guided = { ...preferences, tuning: { ...tuning, upsampling: 'guided' as const } };
  await (await openStore()).savePreferences(guided);
  expect((await (await openStore()).loadPreferences()).value).toEqual(guided);
  await (await openDatabase()).put('settings', { version: 1, value: preferences }, 'preferences');
  expect((await (await openStore()).loadPreferences()).value?.tuning).not.toHaveProperty('upsampling');
});

it('remembers the power of self-attention and background words, which older rows lack', async () => {
  const draft = { ...preferences.draft, selfPower: 1.5, backgroundWords: 'grass sky' };
  await (await openStore()).savePreferences({ ...preferences, draft });
  expect((await (await openStore()).loadPreferences()).value?.draft).toEqual(draft);
});

it.each([
  { kind: 'catalogue', id: 'sd-turbo' },
  { kind: 'url', url: 'https://models.test/sd' },
  { kind: 'folder', label: 'my-sd' },
] as const)('remembers the model $kind', async (rememberedModel) => {
  await (await openStore()).savePreferences({ ...preferences, rememberedModel });
  expect((await (await openStore()).loadPreferences()).value?.rememberedModel).toEqual(rememberedModel);
});

it.each<[string, unknown, string]>([
  ['another version', { version: 2, value: preferences }, 'version'],
  ['an unknown theme', { version: 1, value: { ...preferences, theme: 'pink' } }, 'value.theme'],
  ['a seed out of range', withDraft({ seed: -1 }), 'value.draft.seed'],
  ['no steps at all', withDraft({ steps: 0 }), 'value.draft.steps'],
  ['part of a step', withDraft({ steps: 2.5 }), 'value.draft.steps'],
  ['more steps than there are timesteps', withDraft({ steps: 1001 }), 'value.draft.steps'],
  ['guidance out of range', withDraft({ guidance: 101 }), 'value.draft.guidance'],
  ['a power of self-attention out of range', withDraft({ selfPower: 0.5 }), 'value.draft.selfPower'],
  ['η out of range', withDraft({ eta: 1.5 }), 'value.draft.eta'],
  [
    'α above β',
    { version: 1, value: { ...preferences, tuning: { ...tuning, alpha: 0.9 } } },
    'alpha must not be above',
  ],
  [
    'an unknown upsampling',
    { version: 1, value: { ...preferences, tuning: { ...tuning, upsampling: 'nearest' } } },
    'value.tuning.upsampling',
  ],
  ['no row at all', 'text', 'row'],
])('drops %s, says where, and starts clean', async (_name, row, place) => {
  await (await openDatabase()).put('settings', row, 'preferences');
  const store = await openStore();
  const loaded = await store.loadPreferences();
  expect(loaded.value).toBeNull();
  expect(loaded.problem).toContain(place);
  expect(await store.loadPreferences()).toEqual({ value: null, problem: null });
});

it('fails as storage-full when there is no room', async () => {
  const store = await openStore();
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  await expect(store.savePreferences(preferences)).rejects.toMatchObject({
    code: 'storage-full',
    details: { freeBytes: 0 },
  });
});

it('opens a stored gallery where it can, else one in memory with the reason', async () => {
  const storage = new MemoryFileSystem() as unknown as StorageManager;
  expect((await openGallery({ storage })).problem).toBeNull();
  vi.stubGlobal('indexedDB', undefined);
  const gallery = await openGallery({ storage });
  expect(gallery.problem?.code).toBe('storage-unavailable');
  expect(gallery.problem?.message).toMatch(/^Pictures cannot .* Settings, too, stay until/);
  expect(gallery.settingsProblem).toBeNull();
  await gallery.settings.savePreferences(preferences);
  expect((await gallery.settings.loadPreferences()).value).toEqual(preferences);
  expect(await gallery.pairs.list()).toEqual([]);
});

it('says so where settings alone cannot be kept', async () => {
  const storage = new MemoryFileSystem() as unknown as StorageManager;
  const { open } = indexedDB;
  vi.spyOn(indexedDB, 'open')
    .mockImplementationOnce((...call) => open.apply(indexedDB, call))
    .mockImplementationOnce(() => {
      throw new DOMException('the disk fails', 'UnknownError');
    });
  const gallery = await openGallery({ storage });
  expect(gallery.problem).toBeNull();
  expect(gallery.settingsProblem).toMatchObject({
    code: 'storage-unavailable',
    message: expect.stringMatching(/^Settings cannot be kept .*the disk fails.*until this page is closed/),
  });
});

it('asks for persistence where the browser knows it', async () => {
  expect(await requestPersistence(new MemoryFileSystem() as unknown as StorageManager)).toBe(true);
  expect(await requestPersistence(undefined)).toBe(false);
});
