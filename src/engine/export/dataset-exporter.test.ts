import { decode } from 'fast-png';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { appendClasses } from '../../core/attention/append-columns.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { findPairText, withPairText } from '../../core/dataset/embedded/pair-text.ts';
import { defaultChoice } from '../../core/dataset/formats/registry.ts';
import { encodeJpeg } from '../../core/dataset/jpeg/encode-jpeg.ts';
import { type Result, StudioError } from '../../core/errors.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import type { GuidePicture, Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import { MemoryFileSystem } from '../../storage/memory-directory.fixture.ts';
import { createMemoryPairStore } from '../../storage/pairs/memory-pair-store.ts';
import { smallCapture, smallColumns, smallMeta, smallPicture, smallRecord } from '../../storage/small-pair.fixture.ts';
import type { PairStore } from '../../storage/types.ts';
import { DatasetExporter, type DatasetExporterDependencies } from './dataset-exporter.ts';
import { type PairWork, pairWorkHere } from './pair-work.ts';
import { saveZip } from './save-zip.ts';

const MASK = Uint8Array.of(0, 8, 8, 255, 0, 0);
/** Other than what the stored rows say: the manifest tells what the exported masks were made with. */
const absent = (classId: number) => ({ classId, evidence: 0.5, present: false });
const ABSENT = [absent(8)];
/** The record of a pair to which a chair was added. */
const WITH_CHAIR = appendClasses(smallRecord(), smallColumns(9));
const tunings: TuningSettings[] = [];
const segment = (record: AttentionRecord, tuning: TuningSettings, picture: GuidePicture): Segmentation => {
  expect([smallRecord(), WITH_CHAIR]).toContainEqual(record);
  expect(picture).toEqual(smallPicture());
  const { width, height } = picture;
  tunings.push(tuning);
  const pixels = { background: 3, void: 1, classes: { 8: 2 } };
  const presence = record.classIds.map(absent);
  return { width, height, mask: MASK, scores: MASK, presence, pixels, histogram: new Uint32Array(64) };
};

async function galleryOf(...ids: string[]): Promise<PairStore> {
  const store = createMemoryPairStore();
  for (const [i, id] of ids.entries()) {
    await store.put(smallMeta(id, `2026-11-22T10:38:4${i}.000Z`), smallPicture(), smallRecord());
  }
  return store;
}

function exporterOf(store: PairStore, disk?: MemoryFileSystem, change: Partial<DatasetExporterDependencies> = {}) {
  return new DatasetExporter({
    openPairs: async () => store,
    openPairWork: () => pairWorkHere(async () => store, segment),
    saveZip: (zip) => saveZip(zip, disk),
    nowMs: () => 0,
    ...change,
  });
}

const ignoreProgress = () => {};
function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
const filesOf = async (blob: Blob) => unzipSync(new Uint8Array(await blob.arrayBuffer()));
const request = (...pairIds: string[]) => ({ exportId: 'e', pairIds, choice: defaultChoice('voc'), labelSet: VOC_20 });

it('exports the asked pairs under their tuning and counts them', async () => {
  const store = await galleryOf('a', 'b', 'c');
  const { tuning } = smallMeta('a');
  await store.update('c', { tuning: { ...tuning, tau: 2.5 } });
  tunings.length = 0;
  const progress: unknown[] = [];
  const result = await exporterOf(store).exportDataset(request('c', 'a', 'c'), (told) => progress.push(told));
  const { file, ...rest } = taken(result);
  expect(rest).toEqual({ fileName: 'voc-20-voc-2-pairs.zip', bytes: file.size, pairs: 2, skipped: [], notes: [] });
  expect(tunings).toEqual([tuning, { ...tuning, tau: 2.5 }]);
  expect(progress.at(-1)).toEqual({ done: 2, total: 2, remainingMs: null });
  const files = await filesOf(file);
  const stems = ['20261122-103840000_42_a', '20261122-103842000_42_c'];
  expect(strFromU8(files['VOCdevkit/VOC2012/ImageSets/Segmentation/trainval.txt']!).trim().split('\n')).toEqual(stems);
  for (const stem of stems) {
    expect(decode(files[`VOCdevkit/VOC2012/SegmentationClass/${stem}.png`]!).data).toEqual(MASK);
    const jpeg = files[`VOCdevkit/VOC2012/JPEGImages/${stem}.jpg`]!;
    const text = findPairText(jpeg)!;
    expect(JSON.parse(text).settings).toEqual(smallMeta('a').settings);
    expect(jpeg).toEqual(withPairText(encodeJpeg(smallPicture()), text));
  }
  const { pairs } = JSON.parse(strFromU8(files['manifest.json']!));
  expect(pairs.map((pair: { presence: unknown }) => pair.presence)).toEqual([ABSENT, ABSENT]);
});

it('calls pairs as their lists of prompts do, none like another by case; older ones by their time', async () => {
  const store = await galleryOf('old');
  const named = { a: 'cat.jpg', b: 'Cat.png', c: 'my cat' };
  for (const [id, fileName] of Object.entries(named)) {
    await store.put({ ...smallMeta(id), fileName }, smallPicture(), smallRecord());
  }
  const result = await exporterOf(store).exportDataset(request('c', 'old', 'b', 'a'), ignoreProgress);
  const files = await filesOf(taken(result).file);
  const { pairs } = JSON.parse(strFromU8(files['manifest.json']!));
  const facts = pairs.map(({ stem, fileName }: { stem: string; fileName?: string }) => [stem, fileName]);
  expect(facts).toEqual([
    ['20261122-103840000_42_old', undefined],
    ['Cat-2', 'Cat.png'],
    ['cat', 'cat.jpg'],
    ['my_cat', 'my cat'],
  ]);
  for (const [stem] of facts) {
    const jpeg = files[`VOCdevkit/VOC2012/JPEGImages/${stem}.jpg`]!;
    expect(Object.keys(JSON.parse(findPairText(jpeg)!).settings)).toEqual(Object.keys(smallMeta('a').settings).sort());
    expect(findPairText(jpeg)).not.toContain('fileName');
  }
});

it('has what a person painted in masks, counts and manifest, and the card says so', async () => {
  const store = await galleryOf('a', 'b');
  const layer = { width: 3, height: 2, values: Uint16Array.of(9, 1, 0, 0, 256, 16) };
  await store.writeEdits('a', { layer, revision: 'r1', from: null, change: {} });
  const files = await filesOf(taken(await exporterOf(store).exportDataset(request('a', 'b'), ignoreProgress)).file);
  const maskOf = (id: string) => Object.entries(files).find(([path]) => path.endsWith(`_${id}.png`))?.[1];
  expect(decode(maskOf('a')!).data).toEqual(Uint8Array.of(8, 0, 8, 255, 255, 15));
  expect(decode(maskOf('b')!).data).toEqual(MASK);
  const { pairs } = JSON.parse(strFromU8(files['manifest.json']!));
  expect(pairs[0]).toMatchObject({
    edited: true,
    editedPixels: 4,
    pixels: { background: 1, void: 2, classes: { 8: 2, 15: 1 } },
    presence: ABSENT,
  });
  expect(pairs[1]).not.toHaveProperty('edited');
  expect(strFromU8(files['README.md']!)).toContain('A person painted over 1 mask (4 pixels in all)');
  const other = await filesOf(taken(await exporterOf(store).exportDataset(request('b'), ignoreProgress)).file);
  expect(strFromU8(other['README.md']!)).not.toContain('painted');
});

it('has classes that were added afterwards in masks, manifest and files, and the card says so', async () => {
  const store = await galleryOf('a', 'b');
  const classes = [{ classId: 9, capture: smallCapture }];
  await store.addClasses('a', { classes, record: smallColumns(9), revision: 'r1', change: {} });
  const files = await filesOf(taken(await exporterOf(store).exportDataset(request('a', 'b'), ignoreProgress)).file);
  const { pairs } = JSON.parse(strFromU8(files['manifest.json']!));
  expect(pairs[0].addedClasses).toEqual(classes);
  expect(pairs[0].presence.map(({ classId }: { classId: number }) => classId)).toEqual([8, 9]);
  expect(pairs[0].settings.classIds).toEqual([8]);
  expect(pairs[1]).not.toHaveProperty('addedClasses');
  const jpeg = Object.entries(files).find(([path]) => path.endsWith('_a.jpg'))![1];
  expect(JSON.parse(findPairText(jpeg)!).addedClasses).toEqual(classes);
  const card = strFromU8(files['README.md']!);
  expect(card).toContain('To 1 picture classes were added afterwards (chair)');
  const other = await filesOf(taken(await exporterOf(store).exportDataset(request('b'), ignoreProgress)).file);
  expect(strFromU8(other['README.md']!)).not.toContain('added');
});

it('has no words that are no class, in any of its files', async () => {
  const store = await galleryOf('a');
  const plain = await filesOf(taken(await exporterOf(store).exportDataset(request('a'), ignoreProgress)).file);
  const classes = [{ classId: 256, word: 'grass', capture: smallCapture }];
  await store.addClasses('a', { classes, record: smallColumns(256), revision: 'r1', change: {} });
  const files = await filesOf(taken(await exporterOf(store).exportDataset(request('a'), ignoreProgress)).file);
  expect(files).toEqual(plain);
});

it('leaves a pair out whose edits cannot be read, and says why', async () => {
  const store = await galleryOf('a', 'b');
  const layer = { width: 3, height: 2, values: new Uint16Array(6).fill(9) };
  await store.writeEdits('a', { layer, revision: 'r1', from: null, change: {} });
  store.readEdits = () => Promise.reject(new StudioError({ code: 'record-corrupt', message: 'Damaged edits.' }));
  const { pairs, skipped } = taken(await exporterOf(store).exportDataset(request('a', 'b'), ignoreProgress));
  expect(pairs).toBe(1);
  expect(skipped).toEqual([{ pairId: 'a', error: { code: 'record-corrupt', message: 'Damaged edits.' } }]);
});

it('gives the same bytes for the same pairs, into a file or into memory', async () => {
  const disk = new MemoryFileSystem();
  const first = taken(await exporterOf(await galleryOf('a', 'b')).exportDataset(request('a', 'b'), ignoreProgress));
  const second = taken(
    await exporterOf(await galleryOf('a', 'b'), disk).exportDataset(request('b', 'a'), ignoreProgress),
  );
  expect(await second.file.arrayBuffer()).toEqual(await first.file.arrayBuffer());
  expect([...disk.files.values()].map((bytes) => bytes.length)).toEqual([second.bytes]);
});

it('keeps the exports of the last half hour and those held elsewhere, and removes older ones', async () => {
  const disk = new MemoryFileSystem();
  const minute = 60_000;
  const exportAt = async (minutes: number) => {
    disk.nowMs = () => minutes * minute;
    const before = new Set(disk.files.keys());
    const zip = await exporterOf(await galleryOf('a'), disk, {
      saveZip: (stream) => saveZip(stream, disk, () => minutes * minute),
    }).exportDataset(request('a'), ignoreProgress);
    expect(taken(zip).bytes).toBeGreaterThan(0);
    return [...disk.files.keys()].find((name) => !before.has(name)) as string;
  };
  const first = await exportAt(0);
  const second = await exportAt(10);
  const third = await exportAt(30);
  expect([...disk.files.keys()]).toEqual([first, second, third]);
  disk.held.set(first, new DOMException('another tab writes', 'NoModificationAllowedError'));
  const fourth = await exportAt(41);
  expect([...disk.files.keys()]).toEqual([first, third, fourth]);
});

it('fails as storage-unavailable when the browser refuses the file, and tells that failure alone', async () => {
  const disk = new MemoryFileSystem();
  disk.beforeClose = async (path) => {
    disk.held.set(path, new DOMException('held', 'NoModificationAllowedError'));
    throw new DOMException('the disk failed', 'UnknownError');
  };
  const result = await exporterOf(await galleryOf('a'), disk).exportDataset(request('a'), ignoreProgress);
  expect(result).toMatchObject({ error: { code: 'storage-unavailable', details: { reason: 'UnknownError' } } });
});

it('fails as storage-unavailable when the finished file cannot be read back', async () => {
  const disk = new MemoryFileSystem();
  // As where the site's data is cleared just then.
  disk.files.get = () => undefined;
  const result = await exporterOf(await galleryOf('a'), disk).exportDataset(request('a'), ignoreProgress);
  expect(result).toMatchObject({ error: { code: 'storage-unavailable', details: { reason: 'NotFoundError' } } });
});

it('leaves out and lists what it cannot read, and exports the rest', async () => {
  const store = await galleryOf('a', 'b', 'c', 'd');
  const foreign = smallMeta('foreign');
  const settings = { ...foreign.settings, labelSetId: 'mine' };
  await store.put({ ...foreign, settings }, smallPicture(), smallRecord());
  const broken: PairStore = {
    ...store,
    async readRecord(id) {
      if (id !== 'b') return store.readRecord(id);
      throw new StudioError({ code: 'record-corrupt', message: 'checksum' });
    },
    async readPicture(id) {
      const picture = await store.readPicture(id);
      return id === 'c' ? { ...picture, width: 2, height: 3 } : picture;
    },
  };
  const progress: number[] = [];
  const asked = request('a', 'b', 'c', 'd', 'gone', 'foreign');
  const dataset = taken(await exporterOf(broken).exportDataset(asked, ({ done }) => progress.push(done)));
  expect(dataset.pairs).toBe(2);
  expect(Object.fromEntries(dataset.skipped.map(({ pairId, error }) => [pairId, error.code]))).toEqual({
    b: 'record-corrupt',
    c: 'record-corrupt',
    gone: 'record-corrupt',
    foreign: 'class-unknown',
  });
  expect(progress.at(-1)).toBe(6);
  const files = await filesOf(dataset.file);
  expect(JSON.parse(strFromU8(files['manifest.json']!)).pairs).toHaveLength(2);
});

it.each([
  ['nothing is asked for', request(), 'none selected'],
  ['nothing asked for can be read', request('gone'), 'id gone'],
])('fails as export-empty when %s', async (_name, asked, text) => {
  const result = await exporterOf(await galleryOf('a')).exportDataset(asked, ignoreProgress);
  expect(result).toMatchObject({ ok: false, error: { code: 'export-empty', message: expect.stringContaining(text) } });
});

it('fails as settings-invalid for a label set that VOC cannot express', async () => {
  const labelSet = { ...VOC_20, classes: VOC_20.classes.map((one) => ({ ...one, name: 'a\nb' })) };
  const exporter = exporterOf(await galleryOf('a'));
  const result = await exporter.exportDataset({ ...request('a'), labelSet }, ignoreProgress);
  expect(result).toMatchObject({ ok: false, error: { code: 'settings-invalid' } });
});

it('fails as settings-invalid for a choice that no format offers', async () => {
  const exporter = exporterOf(await galleryOf('a'));
  const choice = { ...defaultChoice('voc'), options: { colour: 'red' } };
  const result = await exporter.exportDataset({ ...request('a'), choice }, ignoreProgress);
  expect(result).toMatchObject({ error: { code: 'settings-invalid', message: expect.stringContaining('colour') } });
});

it('splits pairs as asked', async () => {
  const choice = { ...defaultChoice('voc'), trainPercent: 50 };
  const result = await exporterOf(await galleryOf('a', 'b', 'c', 'd')).exportDataset(
    { ...request('a', 'b', 'c', 'd'), choice },
    ignoreProgress,
  );
  const { pairs } = JSON.parse(strFromU8((await filesOf(taken(result).file))['manifest.json']!));
  expect(pairs.map(({ split }: { split: string }) => split)).toEqual(['train', 'val', 'train', 'val']);
});

it('fails as storage-full without leaving a file, and works again after that', async () => {
  const disk = new MemoryFileSystem();
  const exporter = exporterOf(await galleryOf('a'), disk);
  disk.quotaBytes = 5000;
  expect(await exporter.exportDataset(request('a'), ignoreProgress)).toMatchObject({ error: { code: 'storage-full' } });
  expect(disk.files.size).toBe(0);
  disk.quotaBytes = 1e6;
  expect((await exporter.exportDataset(request('a'), ignoreProgress)).ok).toBe(true);
});

it('fails with the reason when a picture vanishes while the ZIP is written', async () => {
  const disk = new MemoryFileSystem();
  const store = await galleryOf('a');
  const readJpeg = async () => {
    throw new StudioError({ code: 'record-corrupt', message: 'vanished' });
  };
  const openPairWork = () => ({ ...pairWorkHere(async () => store, segment), readJpeg });
  const exporter = exporterOf(store, disk, { openPairWork, keptJpegBytes: 0 });
  const result = await exporter.exportDataset(request('a'), ignoreProgress);
  expect(result).toMatchObject({ error: { code: 'record-corrupt', message: 'vanished' } });
  expect(disk.files.size).toBe(0);
});

it('throws bugs on', async () => {
  const segmentBug = () => {
    throw new TypeError('bug');
  };
  const store = await galleryOf('a');
  const openPairWork = () => pairWorkHere(async () => store, segmentBug);
  const exporter = exporterOf(store, undefined, { openPairWork });
  await expect(exporter.exportDataset(request('a'), ignoreProgress)).rejects.toThrow('bug');
});

/** The work in several hands that answer in any order: the last asked first. */
function scrambled(store: PairStore, closed: string[]): PairWork {
  const here = pairWorkHere(async () => store, segment);
  const waiting: (() => void)[] = [];
  async function late<T>(work: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      queueMicrotask(() => waiting.pop()?.());
    });
    return work();
  }
  return {
    parallelCalls: 3,
    prepare: (pair) => late(() => here.prepare(pair)),
    readJpeg: (id) => late(() => here.readJpeg(id)),
    readClassMaps: (pair) => late(() => here.readClassMaps(pair)),
    close: () => closed.push('closed'),
  };
}

it('writes the scores that masks are cut from, of each pair asked for', async () => {
  const store = await galleryOf('a', 'b');
  const asked = { ...request('a', 'b'), choice: defaultChoice('class-maps') };
  const files = await filesOf(taken(await exporterOf(store).exportDataset(asked, ignoreProgress)).file);
  const { pairs } = JSON.parse(strFromU8(files['manifest.json']!));
  for (const { classMaps, classMapIds } of pairs) {
    expect(classMapIds).toEqual(ABSENT.map(({ classId }) => classId));
    expect(files[classMaps]!.subarray(-MASK.length)).toEqual(MASK);
  }
  expect(pairs).toHaveLength(2);
});

it('measures an export by a few of its pairs, exactly where they are all', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
  const store = await galleryOf(...ids);
  for (const asked of [ids.slice(0, 3), ids]) {
    const { exportId: _, ...whole } = request(...asked);
    const measured = taken(await exporterOf(store).measureSize(whole));
    const { bytes } = taken(await exporterOf(store).exportDataset(request(...asked), ignoreProgress));
    expect(measured.measuredPairs).toBe(Math.min(4, asked.length));
    if (asked.length <= 4) expect(measured.bytes).toBe(bytes);
    expect(Math.abs(measured.bytes - bytes) / bytes).toBeLessThan(0.03);
  }
  const { exportId: _, ...none } = request('gone');
  expect(await exporterOf(store).measureSize(none)).toMatchObject({ error: { code: 'export-empty' } });
});

it('gives the same bytes however many share the work, and ends them', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const store = await galleryOf(...ids);
  const alone = taken(await exporterOf(store).exportDataset(request(...ids), ignoreProgress));
  const closed: string[] = [];
  const openPairWork = () => scrambled(store, closed);
  const shared = taken(await exporterOf(store, undefined, { openPairWork }).exportDataset(request(...ids), () => {}));
  expect(await shared.file.arrayBuffer()).toEqual(await alone.file.arrayBuffer());
  expect(closed).toEqual(['closed']);
});

it('gives the same bytes where there is room for some of the JPEGs only', async () => {
  const store = await galleryOf('a', 'b', 'c');
  const all = taken(await exporterOf(store).exportDataset(request('a', 'b', 'c'), ignoreProgress));
  const again: string[] = [];
  const here = pairWorkHere(async () => store, segment);
  const readJpeg = (id: string) => {
    again.push(id);
    return here.readJpeg(id);
  };
  const keptJpegBytes = 2 * encodeJpeg(smallPicture()).length;
  const some = exporterOf(store, undefined, { openPairWork: () => ({ ...here, readJpeg }), keptJpegBytes });
  const dataset = taken(await some.exportDataset(request('a', 'b', 'c'), ignoreProgress));
  expect(again).toEqual(['c']);
  expect(await dataset.file.arrayBuffer()).toEqual(await all.file.arrayBuffer());
});

it('ends with the failure of a worker that died, not with a dataset that lacks its pairs', async () => {
  const closed: string[] = [];
  const store = await galleryOf('a', 'b');
  const prepare = async () => {
    throw new StudioError({ code: 'worker-crashed', message: 'It stopped.' });
  };
  const openPairWork = () => ({ ...scrambled(store, closed), prepare });
  const result = await exporterOf(store, undefined, { openPairWork }).exportDataset(request('a', 'b'), ignoreProgress);
  expect(result).toMatchObject({ error: { code: 'worker-crashed' } });
  expect(closed).toEqual(['closed']);
});

it('ends where a worker cannot open the gallery, and leaves out a pair whose file alone is refused', async () => {
  const store = await galleryOf('a', 'b');
  const refused = () => Promise.reject(new StudioError({ code: 'storage-unavailable', message: 'refused' }));
  const unopened = { openPairWork: () => pairWorkHere(refused, segment) };
  const ended = await exporterOf(store, undefined, unopened).exportDataset(request('a', 'b'), ignoreProgress);
  expect(ended).toMatchObject({ error: { code: 'worker-crashed', message: expect.stringContaining('refused') } });

  const readPicture = (id: string) => (id === 'b' ? refused() : store.readPicture(id));
  const one = { openPairWork: () => pairWorkHere(async () => ({ ...store, readPicture }), segment) };
  const dataset = taken(await exporterOf(store, undefined, one).exportDataset(request('a', 'b'), ignoreProgress));
  expect(dataset.skipped).toEqual([{ pairId: 'b', error: { code: 'storage-unavailable', message: 'refused' } }]);
});

it.each(['prepare', 'readJpeg'] as const)('is cancelled at %s, leaves no file, and works again', async (stage) => {
  const disk = new MemoryFileSystem();
  const store = await galleryOf('a', 'b', 'c');
  const here = pairWorkHere(async () => store, segment);
  const calls: string[] = [];
  let exporter = exporterOf(store, disk);
  const cancelAt = async () => {
    calls.push(stage);
    await exporter.cancel('e');
  };
  const cancelling: PairWork = {
    ...here,
    prepare: async (pair) => {
      if (stage === 'prepare') await cancelAt();
      return here.prepare(pair);
    },
    readJpeg: async (id) => {
      if (stage === 'readJpeg') await cancelAt();
      return here.readJpeg(id);
    },
  };
  exporter = exporterOf(store, disk, { openPairWork: () => cancelling, keptJpegBytes: 0 });
  const result = await exporter.exportDataset(request('a', 'b', 'c'), ignoreProgress);
  expect(result).toMatchObject({ error: { code: 'cancelled' } });
  expect(calls).toHaveLength(1);
  expect(disk.files.size).toBe(0);
  expect(taken(await exporterOf(store, disk).exportDataset(request('a'), ignoreProgress)).pairs).toBe(1);
});

it('cancels one that waits behind another, and nothing once it is over', async () => {
  const exporter = exporterOf(await galleryOf('a'));
  const first = exporter.exportDataset(request('a'), ignoreProgress);
  const second = exporter.exportDataset({ ...request('a'), exportId: 'second' }, ignoreProgress);
  await exporter.cancel('second');
  expect((await first).ok).toBe(true);
  expect(await second).toMatchObject({ error: { code: 'cancelled' } });
  await exporter.cancel('e');
  expect((await exporter.exportDataset(request('a'), ignoreProgress)).ok).toBe(true);
});

it('exports regions, and tells in its result what the format leaves out', async () => {
  const choice = {
    ...defaultChoice('coco-instances'),
    options: { regions: 'class', encoding: 'polygons', minAreaPixels: 3 },
  };
  const asked = { ...request('a', 'b'), choice };
  const dataset = taken(await exporterOf(await galleryOf('a', 'b')).exportDataset(asked, ignoreProgress));
  expect(dataset.fileName).toBe('voc-20-coco-instances-2-pairs.zip');
  expect(dataset.notes[0]).toBe('2 regions of fewer than 3 pixels left out, 4 pixels in 2 pictures.');
  const { images } = JSON.parse(strFromU8((await filesOf(dataset.file))['annotations/instances_train.json']!));
  expect(images).toHaveLength(1);
});

it('is cancelled while a format looks at masks, before anything is written', async () => {
  const exporter = exporterOf(await galleryOf('a', 'b', 'c'), undefined, {
    nowMs: (() => {
      let ms = 0;
      return () => (ms += 1000);
    })(),
    saveZip: () => Promise.reject(new Error('nothing is to be written')),
  });
  let told = 0;
  const asked = { ...request('a', 'b', 'c'), choice: defaultChoice('coco-instances') };
  const result = await exporter.exportDataset(asked, () => {
    told++;
    // The first three tell of pairs that were surveyed.
    if (told === 4) void exporter.cancel('e');
  });
  expect(result).toMatchObject({ error: { code: 'cancelled' } });
  expect(told).toBe(4);
});
