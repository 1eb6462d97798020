import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { TuningSettings } from '../../../segmentation/types.ts';
import { datasetInput } from '../../dataset-input.ts';
import { masksSource } from '../../masks-dataset.fixture.ts';
import { labelComponents } from '../../regions/label-regions.ts';
import { maskOf } from '../../regions/masks.fixture.ts';
import { smallDataset, smallMask, smallSource } from '../../small-dataset.fixture.ts';
import { wholeFile } from '../../testing/whole-file.ts';
import { zipFiles } from '../../zip.ts';
import { VOC_ROOT } from './voc-paths.ts';
import { writeVoc } from './write-voc.ts';

const writeZip = async (source = smallSource()) => {
  const { files } = await writeVoc(smallDataset(source), { regions: 'object', minAreaPixels: 1 });
  return new Uint8Array(await new Response(zipFiles(files)).arrayBuffer());
};

/** `pair-b` is the fixture's first. */
const objectsOfPairB = (() => {
  const mask = smallMask(0);
  const { labels } = labelComponents(mask, 7, 5, 8);
  return [...labels].map((label, pixel) => (mask[pixel] === 255 ? 255 : label));
})();

const python = '/usr/bin/python3';
const hasTorchvision = spawnSync(python, ['-c', 'import torchvision']).status === 0;

describe('VOC ZIP', () => {
  it('reads back: tree, lists, masks, JPEG bytes, label map, manifest, card', async () => {
    const files = unzipSync(await writeZip());
    expect(Object.keys(files)).toEqual([
      'README.md',
      ...['train', 'trainval', 'val'].map((name) => `${VOC_ROOT}/ImageSets/Segmentation/${name}.txt`),
      ...['pair-a', 'pair-b', 'pair-c'].map((stem) => `${VOC_ROOT}/JPEGImages/${stem}.jpg`),
      ...['pair-a', 'pair-b', 'pair-c'].map((stem) => `${VOC_ROOT}/SegmentationClass/${stem}.png`),
      ...['pair-a', 'pair-b', 'pair-c'].map((stem) => `${VOC_ROOT}/SegmentationObject/${stem}.png`),
      'croissant.json',
      'labelmap.txt',
      'manifest.json',
    ]);
    const textOf = (path: string) => strFromU8(files[path]!);
    expect(textOf(`${VOC_ROOT}/ImageSets/Segmentation/train.txt`)).toBe('pair-a\npair-b\n');
    expect(textOf(`${VOC_ROOT}/ImageSets/Segmentation/val.txt`)).toBe('pair-c\n');
    expect(decode(files[`${VOC_ROOT}/SegmentationClass/pair-a.png`]!).data).toEqual(smallMask(1));
    expect(files[`${VOC_ROOT}/JPEGImages/pair-c.jpg`]).toEqual(await smallDataset().readJpeg('pair-c'));
    expect(textOf('labelmap.txt')).toContain('cat:64,0,0::');
    expect(JSON.parse(textOf('manifest.json')).pairs).toHaveLength(3);
    expect(textOf('README.md')).toContain('reduce_zero_label=False');
    expect(textOf('README.md')).toContain('| 8 | cat | 64, 0, 0 | 3 | 9 |');
  });

  it('is byte-identical for the same pairs in another order', async () => {
    const input = smallSource();
    expect(await writeZip({ ...input, entries: [...input.entries].reverse() })).toEqual(await writeZip());
  });

  it('numbers objects through all classes, and leaves what is no object to nobody', async () => {
    const source = masksSource([maskOf('11.22', '11?22', '....2', '1.1..')]);
    const objectsOf = async (minAreaPixels: number, change: Partial<TuningSettings> = {}) => {
      const entries = source.entries.map((entry) => ({ ...entry, tuning: { ...entry.tuning, ...change } }));
      const written = await writeVoc(datasetInput({ ...source, entries }, 90), { regions: 'object', minAreaPixels });
      const file = written.files.find(({ path }) => path === `${VOC_ROOT}/SegmentationObject/m0.png`)!;
      return { ids: [...decode(await wholeFile(file)).data], notes: written.notes };
    };
    const numbers = (first: number, second: number) => [
      1,
      1,
      0,
      2,
      2,
      1,
      1,
      255,
      2,
      2,
      0,
      0,
      0,
      0,
      2,
      first,
      0,
      second,
      0,
      0,
    ];
    expect((await objectsOf(1)).ids).toEqual(numbers(3, 4));
    const large = await objectsOf(2);
    expect(large.ids).toEqual(numbers(255, 255));
    expect(large.notes[0]).toBe('2 regions of fewer than 2 pixels left out, 2 pixels in 1 picture.');
    // The same by the picture's own tuning, and whole classes.
    const objects = { by: 'component', minShare: 0.1, strength: 0 } as const;
    expect(await objectsOf(1, { objects })).toEqual(large);
    expect((await objectsOf(1, { objects: { ...objects, by: 'class', minShare: 0 } })).ids).toEqual(numbers(1, 1));
  });

  it('refuses more objects than a byte tells apart', async () => {
    const row = (odd: number) => Array.from({ length: 40 }, (_, i) => (i % 2 === odd ? '1' : '.')).join('');
    const source = masksSource([
      maskOf(...Array.from({ length: 26 }, (_, y) => (y % 2 === 0 ? row(0) : '.'.repeat(40)))),
    ]);
    const writing = writeVoc(datasetInput(source, 90), { regions: 'component', minAreaPixels: 1 });
    await expect(writing).rejects.toThrow('254 objects a picture, found 260 in m0');
  });

  it('reads pictures once and one after another, masks for their objects before', async () => {
    const input = smallSource();
    await writeZip(input);
    const stems = ['pair-a', 'pair-b', 'pair-c'];
    const masks = stems.map((stem) => `mask ${stem}`);
    expect(input.reads).toEqual([...masks, ...stems.map((stem) => `picture ${stem}`), ...masks]);
  });

  it.skipIf(!hasTorchvision)(
    `opens in torchvision's VOCSegmentation${hasTorchvision ? '' : ` (skipped: ${python} has no torchvision here)`}`,
    { timeout: 60_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'voc-'));
      try {
        writeFileSync(join(folder, 'set.zip'), await writeZip());
        const reader = new URL('../../../../../e2e/readers/read_voc.py', import.meta.url).pathname;
        const run = spawnSync(python, [reader, join(folder, 'set.zip'), join(folder, 'out')], { encoding: 'utf8' });
        expect(run.stderr).toBe('');
        const report = JSON.parse(run.stdout);
        expect(report.zipErrors).toBeNull();
        expect(report.sets.train).toHaveLength(2);
        expect(report.sets.trainval).toHaveLength(3);
        const mask = { maskMode: 'P', maskIds: [0, 8, 11, 255], pictureFormat: 'JPEG' };
        expect(report.sets.trainval).toMatchObject([
          { stem: 'pair-a', pictureSize: [16, 16], maskSize: [16, 16], ...mask },
          { stem: 'pair-b', pictureSize: [7, 5], maskSize: [7, 5], ...mask },
          { stem: 'pair-c', pictureSize: [33, 9], maskSize: [33, 9], ...mask },
        ]);
        // Cat, table and void in turn: each pixel touches others of its class at a corner at most.
        expect(report.objects['pair-b']).toEqual({ mode: 'P', size: [7, 5], ids: objectsOfPairB });
        expect(report.sets.train[0].palette).toMatchObject({ 0: [0, 0, 0], 8: [64, 0, 0], 255: [224, 224, 192] });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
