import { expect, it } from 'vitest';
import { defaultChoice } from '../../core/dataset/formats/registry.ts';
import { MemoryFileSystem } from '../../storage/memory-directory.fixture.ts';
import { exporterOf, galleryOf, ignoreProgress, request, segment, taken } from './dataset-exporter.fixture.ts';
import { type PairWork, pairWorkHere } from './pair-work.ts';

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
