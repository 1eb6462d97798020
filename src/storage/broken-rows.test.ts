import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { crc32 } from '../core/crc32.ts';
import { StudioError } from '../core/errors.ts';
import { ownLabelSet } from '../core/prompt/label-sets/own-label-set.ts';
import { VOC_20 } from '../core/prompt/voc-20.ts';
import { decodeEditLayer, encodeEditLayer } from './codecs/edit-layer-codec.ts';
import { decodePicture, encodePicture } from './codecs/picture-codec.ts';
import { decodeRecord, encodeRecord } from './codecs/record-codec.ts';
import { encodeWholeRecord } from './codecs/whole-record-codec.ts';
import { openDatabase } from './database.ts';
import { openLabelSetStore } from './label-sets/label-set-store.ts';
import { openLastChanges } from './last-changes.ts';
import { MemoryFileSystem } from './memory-directory.fixture.ts';
import { openPairStore } from './pairs/pair-store.ts';
import { openSettingsStore } from './settings/settings-store.ts';
import { smallCapture, smallMeta, smallPicture, smallRecord } from './small-pair.fixture.ts';
import type { PairMeta } from './types.ts';
import { localWriteLock } from './write-lock.ts';

const estimate = async () => ({ usage: 10, quota: 1e9 });

beforeEach(() => void vi.stubGlobal('indexedDB', new IDBFactory()));
afterEach(() => void vi.unstubAllGlobals());

/** Paths of all that an object of plain data holds, itself left out. */
function pathsIn(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [[...at, key], ...pathsIn(one, [...at, key])]);
}

function withValueAt(value: object, [key = '', ...rest]: readonly string[], put: unknown): unknown {
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (rest.length > 0) copy[key] = withValueAt(copy[key] as object, rest, put);
  else if (put === undefined) delete copy[key];
  else copy[key] = put;
  return copy;
}

/** The row with anything in one or two of its places; `kept` stays as it is, being the key. */
function brokenOf<Row extends object>(row: Row, kept: string) {
  const places = pathsIn(row).filter(([first]) => first !== kept);
  const change = fc.record({ path: fc.constantFrom(...places), put: fc.anything({ maxDepth: 2, withDate: true }) });
  return fc.array(change, { minLength: 1, maxLength: 2 }).map((changes) =>
    changes.reduce<object>((now, { path, put }) => {
      try {
        return withValueAt(now, path, put) as object;
      } catch {
        // The first change took away where the second one was to be.
        return now;
      }
    }, row),
  );
}

const whole: Required<PairMeta> = {
  ...smallMeta('bad'),
  fileName: 'my cat.jpg',
  pictureHash: '0f',
  places: { 8: '_A' },
  edits: { revision: 'r1', pixels: 4 },
  addedClasses: [{ classId: 9, revision: 'r2', capture: smallCapture }],
};

it('600 broken rows of pairs are left out and counted; they stay, the others are there', async () => {
  const disk = new MemoryFileSystem();
  const pairs = await openPairStore({ storage: disk, lock: localWriteLock() });
  for (const id of ['good', 'bad']) await pairs.put(smallMeta(id), smallPicture(), smallRecord());
  const files = () => [...disk.files.keys()].filter((name) => /\.(picture|record)$/.test(name)).sort();
  const before = files();
  const database = await openDatabase();
  let leftOut = 0;
  await fc.assert(
    fc.asyncProperty(brokenOf(whole, 'id'), async (row) => {
      const isStored = await database.put('pairs', row as PairMeta).then(
        () => true,
        () => false,
      );
      if (!isStored) return; // functions and the like cannot be stored at all
      const metas = await pairs.list();
      expect(metas.map(({ id }) => id)).toContain('good');
      expect(metas.length + pairs.unreadable()).toBe(2);
      leftOut += pairs.unreadable();
      for (const { settings, tuning, pixels, provenance } of metas) {
        expect([settings.caption, provenance.modelId].every((text) => typeof text === 'string')).toBe(true);
        expect([settings.seed, tuning.tau, pixels.void].every((value) => typeof value === 'number')).toBe(true);
      }
      expect(await database.count('pairs')).toBe(2);
      expect(files()).toEqual(before);
    }),
    { numRuns: 600 },
  );
  expect(leftOut).toBeGreaterThan(300);
}, 60_000);

it('keeps all files of a row that cannot be read, of edits and added classes too', async () => {
  const disk = new MemoryFileSystem();
  const pairs = await openPairStore({ storage: disk, lock: localWriteLock() });
  await pairs.put(smallMeta('bad'), smallPicture(), smallRecord());
  const layer = { width: 3, height: 2, values: new Uint16Array(6).fill(9) };
  await pairs.writeEdits('bad', { layer, revision: 'r1', from: null, change: {} });
  const before = [...disk.files.keys()].sort();
  expect(before).toHaveLength(3);
  const database = await openDatabase();
  const row = await database.get('pairs', 'bad');
  await database.put('pairs', { ...row, edits: 'of a newer studio', addedClasses: 7 } as unknown as PairMeta);
  expect(await pairs.list()).toEqual([]);
  expect(pairs.unreadable()).toBe(1);
  expect([...disk.files.keys()].sort()).toEqual(before);
  await database.put('pairs', row as PairMeta);
  expect(await pairs.list()).toEqual([row]);
  expect(await pairs.readEdits('bad')).toEqual({ layer, revision: 'r1' });
});

it('500 broken rows of preferences are read as defaults, and said to be', async () => {
  const database = await openDatabase();
  const store = await openSettingsStore({ estimate });
  const { settings, tuning } = smallMeta('a');
  const value = { draft: settings, seedLocked: true, tuning, theme: 'dark', overlayOpacity: 0.6, stageTab: 'overlay' };
  await fc.assert(
    fc.asyncProperty(brokenOf({ version: 1, value }, ''), async (row) => {
      if (await database.put('settings', row, 'preferences').catch(() => null)) {
        const loaded = await store.loadPreferences();
        expect(loaded.value === null).toBe(loaded.problem !== null);
        if (loaded.problem !== null) expect(await store.loadPreferences()).toEqual({ value: null, problem: null });
      }
    }),
    { numRuns: 500 },
  );
}, 60_000);

it('300 broken rows of label sets are left out, said to be, and stay', async () => {
  const database = await openDatabase();
  const store = await openLabelSetStore({ estimate });
  const stored = (name: string) => ({
    set: ownLabelSet(name, VOC_20.classes.slice(0, 2)),
    createdAt: '2026-11-22T10:00:00.000Z',
    isRetired: false,
  });
  const [good, bad] = [stored('good'), stored('bad')];
  await store.put([good]);
  await fc.assert(
    fc.asyncProperty(brokenOf({ id: bad.set.id, version: 1, ...bad }, 'id'), async (row) => {
      if (!(await database.put('labelSets', row).catch(() => null))) return;
      const { sets, problem } = await store.load();
      expect(sets.map(({ set }) => set.id)).toContain(good.set.id);
      expect(sets.length).toBe(problem === null ? 2 : 1);
      expect(await database.count('labelSets')).toBe(2);
    }),
    { numRuns: 300 },
  );
}, 60_000);

it('500 broken last changes of a page are dropped and counted; sound ones are stored', async () => {
  const items = new Map<string, string>();
  const localStorage = {
    get length() {
      return items.size;
    },
    key: (index: number) => [...items.keys()][index] ?? null,
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => void items.delete(key),
  } as Storage;
  const changes = openLastChanges({
    localStorage: () => localStorage,
    events: { addEventListener: () => {} },
    now: () => new Date(0),
    newId: () => 'id',
    inTurn: (work) => work(),
  });
  const { tuning, pixels, presence } = smallMeta('a');
  const sound = {
    pairs: { a: { tuning, review: 'accepted', pixels, presence } },
    edits: { a: [{ start: 0, length: 2, before: 0, after: 9 }] },
    removedIds: ['b'],
    preferences: null,
  };
  const texts = fc.oneof(
    brokenOf(sound, '').map((row) =>
      JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ),
    fc.json(),
    fc.string({ unit: 'binary' }),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      items.set('dataset-diffusion-studio/last-changes/2/0 bad', text);
      items.set('dataset-diffusion-studio/last-changes/2/1 good', JSON.stringify(sound));
      const seen: object[] = [];
      const dropped = await changes.storeKept(async (one) => void seen.push(one));
      expect(seen.length + dropped).toBe(2);
      expect(seen.at(-1)).toEqual(sound);
      expect(items.size).toBe(0);
    }),
    { numRuns: 500 },
  );
}, 60_000);

/** A file of ours with another header: its checksum is right, as that of a newer studio's would be. */
function withHeader(file: Uint8Array, json: string): Uint8Array<ArrayBuffer> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const payload = file.slice(20 + view.getUint32(8, true));
  const header = new TextEncoder().encode(json);
  const bytes = new Uint8Array(20 + 4 * Math.ceil(header.length / 4) + payload.length).fill(32);
  bytes.set(file.subarray(0, 20));
  bytes.set(header, 20);
  bytes.set(payload, bytes.length - payload.length);
  const made = new DataView(bytes.buffer);
  made.setUint32(8, bytes.length - 20 - payload.length, true);
  made.setUint32(16, crc32(bytes.subarray(20)), true);
  return bytes;
}

const headerOf = (file: Uint8Array) => {
  const bytes = new DataView(file.buffer, file.byteOffset).getUint32(8, true);
  return JSON.parse(new TextDecoder().decode(file.subarray(20, 20 + bytes)));
};

it.each<[string, () => Promise<Uint8Array>, (bytes: Uint8Array) => unknown]>([
  ['pictures', async () => encodePicture(smallPicture()), decodePicture],
  ['attention records', () => encodeRecord(smallRecord()), (bytes) => decodeRecord(bytes)],
  [
    'attention records of the first format',
    async () => encodeWholeRecord(smallRecord()),
    (bytes) => decodeRecord(bytes),
  ],
  [
    'edits',
    () => encodeEditLayer({ width: 3, height: 2, values: Uint16Array.of(0, 9, 9, 256, 1, 0) }),
    decodeEditLayer,
  ],
])(
  '400 files of %s with broken headers or bytes are read, or refused in words',
  async (_, encode, decode) => {
    const file = await encode();
    const header = headerOf(file);
    const numbers = fc.oneof(fc.constantFrom(-1, 0.5, 0, 1e9, 2 ** 31, 2 ** 53, 1e300), fc.integer());
    const paths = pathsIn(header);
    const headers = fc.oneof(
      fc.record({ path: fc.constantFrom(...paths), put: fc.oneof(numbers, fc.jsonValue()) }).map(({ path, put }) => {
        return JSON.stringify(withValueAt(header, path, put));
      }),
      fc.json(),
      fc.string(),
    );
    const files = fc.oneof(
      headers.map((json) => withHeader(file, json)),
      fc.uint8Array({ maxLength: 200 }),
      fc
        .record({ at: fc.nat(file.length - 1), put: fc.nat(255), length: fc.nat(file.length) })
        .map(({ at, put, length }) => {
          const bytes = file.slice();
          bytes[at] = put;
          return bytes.slice(0, put % 2 === 0 ? bytes.length : length);
        }),
    );
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(files, async (bytes) => {
        const began = performance.now();
        try {
          await decode(bytes);
        } catch (error) {
          if (!(error instanceof StudioError)) throw error;
          expect(error.code).toBe('record-corrupt');
          refused++;
        }
        expect(performance.now() - began).toBeLessThan(2000);
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(200);
  },
  60_000,
);
