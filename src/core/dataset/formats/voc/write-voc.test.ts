import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { smallDataset, smallMask, smallSource } from '../../small-dataset.fixture.ts';
import { zipFiles } from '../../zip.ts';
import { VOC_ROOT } from './voc-paths.ts';
import { writeVoc } from './write-voc.ts';

const writeZip = async (source = smallSource()) => {
  const { files } = await writeVoc(smallDataset(source), {});
  return new Uint8Array(await new Response(zipFiles(files)).arrayBuffer());
};

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

  it('reads each picture and mask once, one after another', async () => {
    const input = smallSource();
    await writeZip(input);
    const stems = ['pair-a', 'pair-b', 'pair-c'];
    expect(input.reads).toEqual([...stems.map((stem) => `picture ${stem}`), ...stems.map((stem) => `mask ${stem}`)]);
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
        expect(report.sets.train[0].palette).toMatchObject({ 0: [0, 0, 0], 8: [64, 0, 0], 255: [224, 224, 192] });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
