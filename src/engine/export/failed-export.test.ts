import { strFromU8 } from 'fflate';
import { expect, it } from 'vitest';
import { defaultChoice } from '../../core/dataset/formats/registry.ts';
import { StudioError } from '../../core/errors.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { MemoryFileSystem } from '../../storage/memory-directory.fixture.ts';
import { smallMeta, smallPicture, smallRecord } from '../../storage/small-pair.fixture.ts';
import type { PairStore } from '../../storage/types.ts';
import { exporterOf, filesOf, galleryOf, ignoreProgress, request, segment, taken } from './dataset-exporter.fixture.ts';
import { pairWorkHere } from './pair-work.ts';

it('leaves a pair out whose edits cannot be read, and says why', async () => {
  const store = await galleryOf('a', 'b');
  const layer = { width: 3, height: 2, values: new Uint16Array(6).fill(9) };
  await store.writeEdits('a', { layer, revision: 'r1', from: null, change: {} });
  store.readEdits = () => Promise.reject(new StudioError({ code: 'record-corrupt', message: 'Damaged edits.' }));
  const { pairs, skipped } = taken(await exporterOf(store).exportDataset(request('a', 'b'), ignoreProgress));
  expect(pairs).toBe(1);
  expect(skipped).toEqual([{ pairId: 'a', error: { code: 'record-corrupt', message: 'Damaged edits.' } }]);
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
