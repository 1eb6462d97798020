import { decode } from 'fast-png';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { type Result, StudioError } from '../../core/errors.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import type { GuidePicture, Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import { MemoryFileSystem } from '../../storage/memory-directory.fixture.ts';
import { createMemoryPairStore } from '../../storage/memory-pair-store.ts';
import { smallMeta, smallPicture, smallRecord } from '../../storage/small-pair.fixture.ts';
import type { PairStore } from '../../storage/types.ts';
import { encodeJpeg } from './encode-jpeg.ts';
import { VocExport, type VocExportDependencies } from './export-voc.ts';
import { saveZip } from './save-zip.ts';

const MASK = Uint8Array.of(0, 8, 8, 255, 0, 0);
/** Other than what the stored rows say: the manifest tells what the exported masks were made with. */
const ABSENT = [{ classId: 8, evidence: 0.5, present: false }];
const tunings: TuningSettings[] = [];
const segment = (record: AttentionRecord, tuning: TuningSettings, picture: GuidePicture): Segmentation => {
  expect(record).toEqual(smallRecord());
  expect(picture).toEqual(smallPicture());
  const { width, height } = picture;
  tunings.push(tuning);
  const pixels = { background: 3, void: 1, classes: { 8: 2 } };
  return { width, height, mask: MASK, scores: MASK, presence: ABSENT, pixels, histogram: new Uint32Array(64) };
};

async function galleryOf(...ids: string[]): Promise<PairStore> {
  const store = createMemoryPairStore();
  for (const [i, id] of ids.entries()) {
    await store.put(smallMeta(id, `2026-11-22T10:38:4${i}.000Z`), smallPicture(), smallRecord());
  }
  return store;
}

function exporterOf(store: PairStore, disk?: MemoryFileSystem, change: Partial<VocExportDependencies> = {}): VocExport {
  return new VocExport({
    openPairs: async () => store,
    labelSets: [VOC_20],
    segment,
    encodeJpeg,
    saveZip: (zip) => saveZip(zip, disk),
    ...change,
  });
}

const ignoreProgress = () => {};
function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
const filesOf = async (blob: Blob) => unzipSync(new Uint8Array(await blob.arrayBuffer()));
const request = (...pairIds: string[]) => ({ pairIds, labelSetId: 'voc-20' });

it('exports the asked pairs under their tuning and counts them', async () => {
  const store = await galleryOf('a', 'b', 'c');
  const { tuning } = smallMeta('a');
  await store.update('c', { tuning: { ...tuning, tau: 2.5 } });
  tunings.length = 0;
  const progress: [number, number][] = [];
  const result = await exporterOf(store).exportVoc(request('c', 'a', 'c'), (...call) => progress.push(call));
  const { file, ...rest } = taken(result);
  expect(rest).toEqual({ fileName: 'voc-20-2-pairs.zip', bytes: file.size, pairs: 2, skipped: [] });
  expect(tunings).toEqual([tuning, { ...tuning, tau: 2.5 }]);
  expect(progress).toEqual([
    [1, 2],
    [2, 2],
  ]);
  const files = await filesOf(file);
  const stems = ['20261122-103840000_42_a', '20261122-103842000_42_c'];
  expect(strFromU8(files['VOCdevkit/VOC2012/ImageSets/Segmentation/trainval.txt']!).trim().split('\n')).toEqual(stems);
  for (const stem of stems) {
    expect(decode(files[`VOCdevkit/VOC2012/SegmentationClass/${stem}.png`]!).data).toEqual(MASK);
    expect(files[`VOCdevkit/VOC2012/JPEGImages/${stem}.jpg`]).toEqual(await encodeJpeg(smallPicture()));
  }
  const { pairs } = JSON.parse(strFromU8(files['manifest.json']!));
  expect(pairs.map((pair: { presence: unknown }) => pair.presence)).toEqual([ABSENT, ABSENT]);
});

it('gives the same bytes for the same pairs, into a file or into memory', async () => {
  const disk = new MemoryFileSystem();
  const first = taken(await exporterOf(await galleryOf('a', 'b')).exportVoc(request('a', 'b'), ignoreProgress));
  const second = taken(await exporterOf(await galleryOf('a', 'b'), disk).exportVoc(request('b', 'a'), ignoreProgress));
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
    }).exportVoc(request('a'), ignoreProgress);
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
  const result = await exporterOf(await galleryOf('a'), disk).exportVoc(request('a'), ignoreProgress);
  expect(result).toMatchObject({ error: { code: 'storage-unavailable', details: { reason: 'UnknownError' } } });
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
  const dataset = taken(await exporterOf(broken).exportVoc(asked, (done) => progress.push(done)));
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
  const result = await exporterOf(await galleryOf('a')).exportVoc(asked, ignoreProgress);
  expect(result).toMatchObject({ ok: false, error: { code: 'export-empty', message: expect.stringContaining(text) } });
});

it('fails as class-unknown for an unknown label set', async () => {
  const result = await exporterOf(await galleryOf('a')).exportVoc({ pairIds: ['a'], labelSetId: 'x' }, ignoreProgress);
  expect(result).toMatchObject({ ok: false, error: { code: 'class-unknown' } });
});

it('fails as settings-invalid for a label set that VOC cannot express', async () => {
  const labelSets = [{ ...VOC_20, classes: VOC_20.classes.map((one) => ({ ...one, name: 'a:b' })) }];
  const result = await exporterOf(await galleryOf('a'), undefined, { labelSets }).exportVoc(
    request('a'),
    ignoreProgress,
  );
  expect(result).toMatchObject({ ok: false, error: { code: 'settings-invalid' } });
});

it('fails as storage-full without leaving a file, and works again after that', async () => {
  const disk = new MemoryFileSystem();
  const exporter = exporterOf(await galleryOf('a'), disk);
  disk.quotaBytes = 5000;
  expect(await exporter.exportVoc(request('a'), ignoreProgress)).toMatchObject({ error: { code: 'storage-full' } });
  expect(disk.files.size).toBe(0);
  disk.quotaBytes = 1e6;
  expect((await exporter.exportVoc(request('a'), ignoreProgress)).ok).toBe(true);
});

it('fails with the reason when a picture vanishes while the ZIP is written', async () => {
  const disk = new MemoryFileSystem();
  const store = await galleryOf('a');
  const encode = async () => {
    throw new StudioError({ code: 'record-corrupt', message: 'vanished' });
  };
  const result = await exporterOf(store, disk, { encodeJpeg: encode }).exportVoc(request('a'), ignoreProgress);
  expect(result).toMatchObject({ error: { code: 'record-corrupt', message: 'vanished' } });
  expect(disk.files.size).toBe(0);
});

it('throws bugs on', async () => {
  const segmentBug = () => {
    throw new TypeError('bug');
  };
  const exporter = exporterOf(await galleryOf('a'), undefined, { segment: segmentBug });
  await expect(exporter.exportVoc(request('a'), ignoreProgress)).rejects.toThrow('bug');
});

it('opens the gallery anew after a failure to open it', async () => {
  const store = await galleryOf('a');
  let calls = 0;
  const openPairs = async () => {
    if (calls++ === 0) throw new StudioError({ code: 'storage-unavailable', message: 'closed' });
    return store;
  };
  const exporter = exporterOf(store, undefined, { openPairs });
  expect(await exporter.exportVoc(request('a'), ignoreProgress)).toMatchObject({
    error: { code: 'storage-unavailable' },
  });
  expect((await exporter.exportVoc(request('a'), ignoreProgress)).ok).toBe(true);
});
