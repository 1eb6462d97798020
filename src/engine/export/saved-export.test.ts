import { expect, it } from 'vitest';
import { MemoryFileSystem } from '../../storage/memory-directory.fixture.ts';
import { exporterOf, galleryOf, ignoreProgress, request, taken } from './dataset-exporter.fixture.ts';
import { saveZip } from './save-zip.ts';

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

it('fails as storage-full without leaving a file, and works again after that', async () => {
  const disk = new MemoryFileSystem();
  const exporter = exporterOf(await galleryOf('a'), disk);
  disk.quotaBytes = 5000;
  expect(await exporter.exportDataset(request('a'), ignoreProgress)).toMatchObject({ error: { code: 'storage-full' } });
  expect(disk.files.size).toBe(0);
  disk.quotaBytes = 1e6;
  expect((await exporter.exportDataset(request('a'), ignoreProgress)).ok).toBe(true);
});
