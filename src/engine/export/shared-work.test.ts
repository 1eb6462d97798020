import { expect, it } from 'vitest';
import { encodeJpeg } from '../../core/dataset/jpeg/encode-jpeg.ts';
import { StudioError } from '../../core/errors.ts';
import { smallPicture } from '../../storage/small-pair.fixture.ts';
import type { PairStore } from '../../storage/types.ts';
import { exporterOf, galleryOf, ignoreProgress, request, segment, taken } from './dataset-exporter.fixture.ts';
import { type PairWork, pairWorkHere } from './pair-work.ts';

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
