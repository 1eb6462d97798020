import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { EditLayer } from '../../core/edit/types.ts';
import { decodeEditLayer, decodeEdits, encodeEditLayer } from '../codecs/edit-layer-codec.ts';
import { tellingPairStore } from '../other-tabs.ts';
import { smallMeta, smallPicture, smallRecord } from '../small-pair.fixture.ts';
import { localWriteLock } from '../write-lock.ts';
import { openPairStore } from './pair-store.ts';
import {
  disk,
  emptyStorage,
  emptyStorageForEachTest,
  endPageAt,
  failure,
  openStore,
  PAIR_STORES,
} from './stored-pairs.fixture.ts';

const layerOf = (...values: number[]): EditLayer => ({ width: 3, height: 2, values: Uint16Array.from(values) });
const painted = layerOf(0, 9, 9, 256, 1, 0);
const more = layerOf(9, 9, 9, 256, 1, 0);
const pixels = { background: 1, void: 1, classes: { 8: 4 } };
const editFiles = () => [...disk.files.keys()].filter((name) => name.endsWith('.edits'));

emptyStorageForEachTest();

it('keeps the steps that led to a layer, and the layer where they cannot be read or do not fit', async () => {
  const steps = [
    [{ start: 1, length: 2, before: 0, after: 9 }],
    [
      { start: 3, length: 1, before: 0, after: 256 },
      { start: 4, length: 1, before: 0, after: 1 },
    ],
  ];
  expect(await decodeEdits(await encodeEditLayer(painted, steps))).toEqual({ layer: painted, steps });
  expect(await decodeEdits(await encodeEditLayer(painted))).toEqual({ layer: painted, steps: [] });
  for (const broken of [{ start: 5, length: 2 }, { start: -1 }, { after: 257 }, { before: 0.5 }]) {
    const run = { start: 1, length: 2, before: 0, after: 9, ...broken };
    expect(await decodeEdits(await encodeEditLayer(painted, [[run]]))).toEqual({ layer: painted, steps: [] });
  }
  const store = await openStore();
  await store.put(smallMeta('a'), smallPicture(), smallRecord());
  await store.writeEdits('a', { layer: painted, steps, revision: 'r1', from: null, change: {} });
  expect(await (await openStore()).readEdits('a')).toEqual({ layer: painted, steps, revision: 'r1' });
});

describe.each(PAIR_STORES)('edits of a pair, %s', (_name, open) => {
  it('are given back with their revision, and the row names them with what changed along', async () => {
    const store = await open();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    expect(await store.readEdits('a')).toBeNull();
    const edits = await store.writeEdits('a', { layer: painted, revision: 'r1', from: null, change: { pixels } });
    expect(edits).toEqual({ revision: 'r1', pixels: 4 });
    expect(await store.readEdits('a')).toEqual({ layer: painted, revision: 'r1' });
    expect(await store.list()).toEqual([{ ...smallMeta('a'), pixels, edits }]);
  });

  it('of another tab are not overwritten', async () => {
    const store = await open();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    await store.writeEdits('a', { layer: painted, revision: 'r1', from: null, change: {} });
    for (const from of [null, 'r0']) {
      const late = store.writeEdits('a', { layer: more, revision: 'r2', from, change: { pixels } });
      await expect(late).rejects.toThrow(failure('edited-elsewhere'));
    }
    expect(await store.readEdits('a')).toEqual({ layer: painted, revision: 'r1' });
    expect((await store.list())[0]?.pixels).toEqual(smallMeta('a').pixels);
  });

  it('are dropped, and can be brought back', async () => {
    const store = await open();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    await store.writeEdits('a', { layer: painted, revision: 'r1', from: null, change: {} });
    expect(await store.writeEdits('a', { layer: null, revision: 'r2', from: 'r1', change: {} })).toBeNull();
    expect(await store.readEdits('a')).toBeNull();
    await store.writeEdits('a', { layer: more, revision: 'r3', from: null, change: {} });
    expect(await store.readEdits('a')).toEqual({ layer: more, revision: 'r3' });
  });

  it('of a pair that is gone fail as record-corrupt', async () => {
    const store = await open();
    const write = store.writeEdits('a', { layer: painted, revision: 'r1', from: null, change: {} });
    await expect(write).rejects.toThrow(failure('record-corrupt'));
    expect(editFiles()).toEqual([]);
  });
});

describe('stored edits', () => {
  async function withEdits() {
    const store = await openStore();
    await store.put(smallMeta('a'), smallPicture(), smallRecord());
    await store.writeEdits('a', { layer: painted, revision: 'r1', from: null, change: {} });
    return store;
  }
  const write = (revision: string) => ({ layer: more, revision, from: 'r1', change: {} });

  it('are one file at a time, and go with their pair', async () => {
    const store = await withEdits();
    expect(editFiles()).toEqual(['pairs/a.r1.edits']);
    await store.writeEdits('a', write('r2'));
    expect(editFiles()).toEqual(['pairs/a.r2.edits']);
    await store.remove(['a']);
    expect([...disk.files.keys()]).toEqual([]);
  });

  it('are as before or as after wherever a page is ended while they are written', async () => {
    for (const moment of ['file', 'row'] as const) {
      emptyStorage();
      const store = await withEdits();
      await endPageAt(moment, () => store.writeEdits('a', write('r2')));
      const next = await openPairStore({ storage: disk, lock: localWriteLock() });
      expect(await next.readEdits('a')).toEqual({ layer: painted, revision: 'r1' });
      await next.list();
      expect(editFiles(), moment).toEqual(['pairs/a.r1.edits']);
    }
  });

  it('without room for them fail as storage-full, and the older ones stay', async () => {
    const store = await withEdits();
    disk.quotaBytes = [...disk.files.values()].reduce((sum, bytes) => sum + bytes.length, 0) + 10;
    await expect(store.writeEdits('a', write('r2'))).rejects.toThrow(failure('storage-full'));
    expect(await store.readEdits('a')).toEqual({ layer: painted, revision: 'r1' });
    expect(editFiles()).toEqual(['pairs/a.r1.edits']);
  });

  it('are read though another tab stores newer ones at that moment', async () => {
    const otherTab = await withEdits();
    const root = await disk.getDirectory();
    const folder = await root.getDirectoryHandle('pairs');
    const { getFileHandle } = folder;
    vi.spyOn(folder, 'getFileHandle').mockImplementation(async (name, options) => {
      if (name === 'a.r1.edits') await otherTab.writeEdits('a', write('r2'));
      return getFileHandle(name, options);
    });
    vi.spyOn(root, 'getDirectoryHandle').mockResolvedValue(folder);
    vi.spyOn(disk, 'getDirectory').mockResolvedValue(root);
    expect(await (await openStore()).readEdits('a')).toEqual({ layer: more, revision: 'r2' });
  });

  it('that are missing or damaged say so, and what to do', async () => {
    const store = await withEdits();
    disk.files.set('pairs/a.r1.edits', disk.files.get('pairs/a.r1.edits')!.slice(0, -1));
    await expect(store.readEdits('a')).rejects.toThrow('drop the edits, or paint anew');
    disk.files.delete('pairs/a.r1.edits');
    await expect(store.readEdits('a')).rejects.toThrow('drop the edits, or paint anew');
    await store.writeEdits('a', write('r2'));
    expect(await store.readEdits('a')).toEqual({ layer: more, revision: 'r2' });
  });

  it('are told to other tabs once they are stored', async () => {
    const tell = vi.fn();
    const store = tellingPairStore(await withEdits(), { tell, onNews: () => {} });
    const edits = await store.writeEdits('a', { ...write('r2'), change: { pixels } });
    expect(tell).toHaveBeenCalledExactlyOnceWith({ kind: 'changed', id: 'a', change: { pixels, edits } });
  });
});

describe('the file of edits', () => {
  it('gives back any layer', async () => {
    const size = fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) });
    const layers = size.chain(({ width, height }) =>
      fc
        .array(fc.integer({ min: 0, max: 256 }), { minLength: width * height, maxLength: width * height })
        .map((values) => ({ width, height, values: Uint16Array.from(values) })),
    );
    await fc.assert(
      fc.asyncProperty(layers, async (layer) => {
        expect(await decodeEditLayer(await encodeEditLayer(layer))).toEqual(layer);
      }),
      { numRuns: 30 },
    );
  });

  it('with a byte changed, cut off or of another kind is refused', async () => {
    const bytes = await encodeEditLayer(painted);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = bytes.slice();
        changed[at] = (changed[at]! + by) % 256;
        await expect(decodeEditLayer(changed)).rejects.toThrow(failure('record-corrupt'));
        await expect(decodeEditLayer(bytes.slice(0, at))).rejects.toThrow(failure('record-corrupt'));
      }),
    );
    const tooHigh = { width: 1, height: 1, values: Uint16Array.of(257) };
    await expect(decodeEditLayer(await encodeEditLayer(tooHigh))).rejects.toThrow('values up to 256');
  });
});
