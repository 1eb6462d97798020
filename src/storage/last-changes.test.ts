import { expect, it, vi } from 'vitest';
import { type LastChangesOptions, openLastChanges } from './last-changes.ts';
import { smallMeta } from './small-pair.fixture.ts';
import type { LastChanges } from './types.ts';

/** `localStorage` as the standard has it, as far as it is used. */
class FakeStorage implements Storage {
  readonly items = new Map<string, string>();
  get length() {
    return this.items.size;
  }
  key = (index: number) => [...this.items.keys()][index] ?? null;
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
  clear = () => this.items.clear();
}

const noTurns = <T>(work: () => Promise<T>) => work();

function open(storage: () => Storage | null, inTurn: LastChangesOptions['inTurn'] = noTurns) {
  let seconds = 0;
  const listeners: ((event: StorageEvent) => void)[] = [];
  const lastChanges = openLastChanges({
    localStorage: storage,
    events: { addEventListener: (_, listener) => void listeners.push(listener) },
    now: () => new Date(1e12 + 1000 * seconds++),
    newId: () => 'id',
    inTurn,
  });
  const dispatch = (key: string | null, newValue: string | null) => {
    for (const listener of listeners) listener({ key, newValue } as StorageEvent);
  };
  return { lastChanges, dispatch };
}

const { settings, tuning, presence, pixels } = smallMeta('a');
const changes = (change: Partial<LastChanges> = {}): LastChanges => ({
  pairs: {},
  removedIds: [],
  preferences: null,
  ...change,
});

it('hands over what the page before kept, oldest first, once', async () => {
  const storage = new FakeStorage();
  storage.setItem('of something else', 'stays');
  const before = open(() => storage).lastChanges;
  const first = changes({
    pairs: { a: { tuning, review: 'accepted', presence, pixels, pictureHash: '0f', places: { 8: '_A' } } },
    removedIds: ['b'],
  });
  const second = changes({
    preferences: {
      draft: settings,
      seedLocked: false,
      tuning: null,
      theme: 'light',
      overlayOpacity: 1,
      stageTab: 'mask',
      rememberedModel: { kind: 'catalogue', id: 'sd-turbo' },
    },
  });
  before.keep(first);
  before.keep(second);

  const { lastChanges } = open(() => storage);
  const stored: LastChanges[] = [];
  const store = async (kept: LastChanges) => void stored.push(kept);
  expect(await lastChanges.storeKept(store)).toBe(0);
  expect(stored).toEqual([first, second]);
  await lastChanges.storeKept(store);
  expect(stored).toHaveLength(2);
  expect([...storage.items.keys()]).toEqual(['of something else']);
});

it('reads what a studio has kept that kept preferences whole, in the order of time', async () => {
  const storage = new FakeStorage();
  const { lastChanges } = open(() => storage);
  lastChanges.keep(changes({ preferences: { theme: 'light' } }));
  const whole = {
    draft: settings,
    seedLocked: false,
    tuning,
    theme: 'dark',
    overlayOpacity: 1,
    stageTab: 'mask',
  } as const;
  const old = JSON.stringify(changes({ preferences: whole }));
  storage.setItem('dataset-diffusion-studio/last-changes/1/1999-01-01T00:00:00.000Z id', old);
  const stored: LastChanges[] = [];
  expect(await lastChanges.storeKept(async (kept) => void stored.push(kept))).toBe(0);
  expect(stored.map(({ preferences }) => preferences)).toEqual([whole, { theme: 'light' }]);
  expect(storage.items.size).toBe(0);
});

it('is stored by one of two tabs that hear of it', async () => {
  const storage = new FakeStorage();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>) => {
    const turn = last.then(work);
    last = turn;
    return turn;
  };
  const tabs = [open(() => storage, inTurn), open(() => storage, inTurn)];
  open(() => storage).lastChanges.keep(changes({ removedIds: ['a'] }));
  const store = vi.fn(async () => {});
  await Promise.all(tabs.map(({ lastChanges }) => lastChanges.storeKept(store)));
  expect(store).toHaveBeenCalledOnce();
});

it('is left for later where another tab does not end its turn', async () => {
  const storage = new FakeStorage();
  const { lastChanges } = open(
    () => storage,
    async () => null,
  );
  lastChanges.keep(changes({ removedIds: ['a'] }));
  const store = vi.fn(async () => {});
  expect(await lastChanges.storeKept(store)).toBe(0);
  expect(store).not.toHaveBeenCalled();
  expect(storage.items.size).toBe(1);
});

it('asks for no turn where nothing is kept', async () => {
  const asked = vi.fn();
  const inTurn = <T>(work: () => Promise<T>) => {
    asked();
    return work();
  };
  await open(() => new FakeStorage(), inTurn).lastChanges.storeKept(async () => {});
  expect(asked).not.toHaveBeenCalled();
});

it('forgets what was stored after all', async () => {
  const storage = new FakeStorage();
  const { lastChanges } = open(() => storage);
  lastChanges.keep(changes({ removedIds: ['a'] }))();
  expect(storage.items.size).toBe(0);
});

it('forgets what storage refuses, goes on with the rest, and throws the refusal', async () => {
  const storage = new FakeStorage();
  const { lastChanges } = open(() => storage);
  for (const id of ['a', 'b']) lastChanges.keep(changes({ removedIds: [id] }));
  const store = vi.fn(async (_: LastChanges) => {}).mockRejectedValueOnce(new Error('full'));
  await expect(lastChanges.storeKept(store)).rejects.toThrow('full');
  expect(store).toHaveBeenLastCalledWith(changes({ removedIds: ['b'] }));
  expect(storage.items.size).toBe(0);
});

it('keeps nothing where there is nowhere to keep it', async () => {
  const { lastChanges } = open(() => null);
  lastChanges.keep(changes())();
  expect(await lastChanges.storeKept(() => Promise.reject(new Error('nothing is kept')))).toBe(0);
});

it.each([
  ['no JSON', '{'],
  ['an unknown review', JSON.stringify(changes({ pairs: { a: { review: 'fine' as 'accepted' } } }))],
  ['a tuning out of range', JSON.stringify(changes({ pairs: { a: { tuning: { ...tuning, tau: -1 } } } }))],
])('drops %s, counts it, and goes on', async (_name, text) => {
  const storage = new FakeStorage();
  const { lastChanges } = open(() => storage);
  lastChanges.keep(changes());
  storage.setItem(storage.key(0) ?? '', text);
  lastChanges.keep(changes({ removedIds: ['a'] }));
  const store = vi.fn(async () => {});
  expect(await lastChanges.storeKept(store)).toBe(1);
  expect(store).toHaveBeenCalledExactlyOnceWith(changes({ removedIds: ['a'] }));
  expect(storage.items.size).toBe(0);
});

it('does without where the browser refuses', async () => {
  const forbidden = open(() => {
    throw new DOMException('no cookies', 'SecurityError');
  }).lastChanges;
  forbidden.keep(changes())();
  expect(await forbidden.storeKept(async () => {})).toBe(0);

  const full = new FakeStorage();
  full.setItem = () => {
    throw new DOMException('no room', 'QuotaExceededError');
  };
  expect(open(() => full).lastChanges.keep(changes())).not.toThrow();
});

it('hears of what other tabs keep, and of nothing else', () => {
  const storage = new FakeStorage();
  const { lastChanges, dispatch } = open(() => storage);
  const callback = vi.fn();
  lastChanges.onKept(callback);
  lastChanges.keep(changes());
  const key = storage.key(0) ?? '';
  dispatch('of something else', 'x');
  dispatch(key, null);
  dispatch(null, null);
  expect(callback).not.toHaveBeenCalled();
  dispatch(key, '{}');
  expect(callback).toHaveBeenCalledOnce();
});
