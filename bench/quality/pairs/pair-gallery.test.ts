import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VOC_20 } from '../../../src/core/prompt/voc-20.ts';
import { segmentRecord } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { smallMeta, smallPicture, smallRecord } from '../../../src/storage/small-pair.fixture.ts';
import { exportPairs } from './export-pairs.ts';
import { PairGallery } from './pair-gallery.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pair-gallery-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const tuning = smallMeta('1').tuning;
const labelled = (id: string) => {
  const { settings, ...meta } = smallMeta(id);
  return { ...meta, settings: { ...settings, labelSetId: VOC_20.id } };
};

test('keeps a pair that is there as it was made first', () => {
  const gallery = new PairGallery(folder);
  gallery.put(labelled('1'), smallPicture(), smallRecord());
  gallery.put({ ...labelled('1'), createdAt: '2099-01-01T00:00:00.000Z' }, smallPicture(), smallRecord());
  expect(gallery.meta('1').createdAt).toBe(labelled('1').createdAt);
});

test('gives back what was put in, also to a gallery that is opened later', () => {
  const gallery = new PairGallery(folder);
  expect(gallery.has('1')).toBe(false);
  gallery.put(labelled('1'), smallPicture(), smallRecord());
  const later = new PairGallery(folder);
  expect(later.has('1')).toBe(true);
  expect(later.picture('1')).toEqual(smallPicture());
  expect(later.record('1')).toEqual(smallRecord());
  expect(later.meta('1')).toEqual(labelled('1'));
});

test('exports with the tuning that is asked for, the same folder for the same pairs', async () => {
  const gallery = new PairGallery(folder);
  gallery.put(labelled('1'), smallPicture(), smallRecord());
  gallery.put(labelled('2'), smallPicture(), smallRecord());
  const exports = join(folder, 'exports');
  const first = await exportPairs(gallery, ['1', '2'], tuning, { exports });
  expect(await exportPairs(gallery, ['1', '2'], tuning, { exports })).toBe(first);
  expect(readdirSync(exports)).toHaveLength(1);
  const other = await exportPairs(gallery, ['1', '2'], { ...tuning, tau: 0, alpha: 0.9, beta: 0.9 }, { exports });
  expect(other).not.toBe(first);

  const root = join(other, 'VOCdevkit/VOC2012');
  const stems = readFileSync(join(root, 'ImageSets/Segmentation/trainval.txt'), 'utf8').trim().split('\n');
  expect(stems).toHaveLength(2);
  const { mask } = segmentRecord(smallRecord(), { ...tuning, tau: 0, alpha: 0.9, beta: 0.9 }, smallPicture());
  const written = decode(readFileSync(join(root, `SegmentationClass/${stems[0]}.png`)));
  expect([...written.data]).toEqual([...mask]);
});

test("exports the judge's masks where it is asked to", async () => {
  const gallery = new PairGallery(folder);
  gallery.put(labelled('1'), smallPicture(), smallRecord());
  const { width, height } = smallPicture();
  const seen = Uint8Array.from({ length: width * height }, (_, pixel) => pixel % 21);
  const judge = { segment: async () => seen };
  const exported = await exportPairs(gallery, ['1'], tuning, { exports: join(folder, 'exports'), judge });
  const masks = join(exported, 'VOCdevkit/VOC2012/SegmentationClass');
  const [name] = readdirSync(masks);
  expect([...decode(readFileSync(join(masks, String(name)))).data]).toEqual([...seen]);
});
