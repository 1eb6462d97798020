import { decode } from 'fast-png';
import { strFromU8 } from 'fflate';
import { expect, it } from 'vitest';
import { findPairText, withPairText } from '../../core/dataset/embedded/pair-text.ts';
import { defaultChoice } from '../../core/dataset/formats/registry.ts';
import { encodeJpeg } from '../../core/dataset/jpeg/encode-jpeg.ts';
import { MemoryFileSystem } from '../../storage/memory-directory.fixture.ts';
import { smallCapture, smallColumns, smallMeta, smallPicture, smallRecord } from '../../storage/small-pair.fixture.ts';
import {
  ABSENT,
  exporterOf,
  filesOf,
  galleryOf,
  ignoreProgress,
  MASK,
  request,
  taken,
  tunings,
} from './dataset-exporter.fixture.ts';

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

it('gives the same bytes for the same pairs, into a file or into memory', async () => {
  const disk = new MemoryFileSystem();
  const first = taken(await exporterOf(await galleryOf('a', 'b')).exportDataset(request('a', 'b'), ignoreProgress));
  const second = taken(
    await exporterOf(await galleryOf('a', 'b'), disk).exportDataset(request('b', 'a'), ignoreProgress),
  );
  expect(await second.file.arrayBuffer()).toEqual(await first.file.arrayBuffer());
  expect([...disk.files.values()].map((bytes) => bytes.length)).toEqual([second.bytes]);
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
