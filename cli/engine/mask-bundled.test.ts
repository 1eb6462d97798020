import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decode as decodePng, encode as encodePng } from 'fast-png';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutPairText } from '../../src/core/dataset/embedded/pair-text.ts';
import { classOverlap, meanIou } from '../../src/core/evaluate/class-overlap.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { decodePicture } from '../datasets/decode-picture.ts';
import { withDataset } from '../datasets/open-dataset.ts';
import { truthOf } from '../evaluate/truth-of.ts';
import { jpegOf, storedAs } from '../pictures/camera-orientation.testkit.ts';
import { exifOrientation } from '../pictures/exif-orientation.ts';
import { cutPicture, scalePart, seenPart } from '../pictures/fit-picture.ts';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

/** Six held-out scenes of the bundled model's world in VOC's layout, drawn by training/write_scenes.py, and their captions. */
const SCENES = new URL('./testing/world-scenes.zip', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'mask-'));
const VOC = join(folder, 'VOCdevkit');
const IMAGES = join(VOC, 'VOC2012/JPEGImages');
const LIST = join(folder, 'list.csv');
const CAPTIONS = join(folder, 'captions.json');
const ALL = ['--images', IMAGES, '--list', LIST, '--captions', CAPTIONS];
const WHOLE = join(folder, 'whole.zip');

let whole: Awaited<ReturnType<typeof masked>>;

const scenes = async () => (await truthOf({ voc: VOC, split: 'val' })).items;

beforeAll(async () => {
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(SCENES)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const rows: string[] = [];
  for (const item of await scenes()) {
    const { ids } = await item.readMask();
    const names = VOC_20.classes.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
    rows.push(`${item.name}.jpg,"${names.join(', ')}"`);
  }
  writeFileSync(LIST, ['file,classes', ...rows].join('\n'));
  whole = await masked(WHOLE, ...ALL);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function masked(out: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = await runHere(['mask', '--threads', '1', ...args, '--json', '--out', out]);
  return { exitCode, result: linesOf(stdout)[0], events: linesOf(stderr) };
}

/** The mean of two pictures' pixels, 0 … 255. */
const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length;

const valid = async (path: string) => linesOf((await runHere(['validate', path, '--json', '--quiet'])).stdout)[0];

describe('masks of a folder of photographs', () => {
  it('are good, beside the photographs byte by byte', async () => {
    const { exitCode, result } = whole;
    expect([exitCode, result]).toMatchObject([0, { pairs: 6, failed: 0, format: 'voc' }]);
    expect(await valid(WHOLE)).toMatchObject({ findings: [] });
    const files = unzipSync(readFileSync(WHOLE));
    const truths = new Map((await scenes()).map((item) => [item.name, item]));
    const overlaps = await withDataset(WHOLE, {}, async ({ items }) => {
      const all = [];
      for (const item of items) {
        const truth = await truths.get(item.name)!.readMask();
        all.push(classOverlap((await item.readMask()).ids, truth.ids, 21));
        const photo = files[`VOCdevkit/VOC2012/JPEGImages/${item.name}.jpg`]!;
        expect(Buffer.from(withoutPairText(photo)).equals(readFileSync(join(IMAGES, `${item.name}.jpg`)))).toBe(true);
      }
      return all;
    });
    // `evaluate` on sixty of them: 67.8 (61.7 – 75.9).
    expect(meanIou(overlaps)).toBeGreaterThan(50);
    const { pairs } = JSON.parse(strFromU8(files['manifest.json']!));
    expect(pairs[0].provenance.upload).toEqual({ fileName: '90000000.jpg', sha256: expect.any(String) });
    expect(pairs[0].settings.caption).toBe('two potted plants and a puppy in a blue room');
  });

  it('are the same in shards, one at a time or two, and under other names', async () => {
    const place = temporaryFolder();
    // In threads of their own, too.
    const atOnce = { 1: ['--threads', '2', '--at-once', '2'], 2: [] };
    for (const shard of [2, 1] as const) {
      const args = [...ALL, ...atOnce[shard], '--shard', `${shard}/2`, '--resume'];
      const part = await masked(join(place, `part-${shard}`), ...args);
      expect(part.exitCode).toBe(0);
    }
    const merged = join(place, 'merged.zip');
    expect((await runHere(['merge', join(place, 'part-1'), join(place, 'part-2'), '--out', merged])).exitCode).toBe(0);
    expect(readFileSync(merged).equals(readFileSync(WHOLE))).toBe(true);
    mkdirSync(join(place, 'photos/dog'), { recursive: true });
    cpSync(join(IMAGES, '90000003.jpg'), join(place, 'photos/dog/again.jpg'));
    const { '90000003': caption } = JSON.parse(readFileSync(CAPTIONS, 'utf8'));
    writeFileSync(join(place, 'captions.json'), JSON.stringify({ again: caption }));
    const renamed = ['--images', join(place, 'photos'), '--captions', join(place, 'captions.json')];
    expect((await masked(join(place, 'again'), ...renamed)).exitCode).toBe(0);
    const again = readFileSync(join(place, 'again/VOCdevkit/VOC2012/SegmentationClass/dog_again.png'));
    const first = unzipSync(readFileSync(merged))['VOCdevkit/VOC2012/SegmentationClass/90000003.png']!;
    expect(decodePng(again).data).toEqual(decodePng(first).data);
  });

  it('have each photograph’s own size, its class maps, too; what is damaged is told and left out', async () => {
    const place = temporaryFolder();
    const photos = join(place, 'photos');
    mkdirSync(photos);
    const scene = decodePicture(readFileSync(join(IMAGES, '90000003.jpg')), 'scene');
    const large = scalePart(scene, seenPart(scene, 'stretch', scene), 300);
    const wide = cutPicture(large, { x: 0, y: 40, width: 300, height: 200 });
    writeFileSync(join(photos, 'wide.png'), encodePng({ ...wide, data: Uint8Array.from(wide.rgba), channels: 4 }));
    const jpeg = readFileSync(join(IMAGES, '90000003.jpg'));
    writeFileSync(join(photos, 'damaged.jpg'), jpeg.subarray(0, jpeg.length / 2));
    // The same scene, by a camera on its side.
    writeFileSync(join(photos, 'side.jpg'), jpegOf(storedAs(wide, 6), 6));
    const args = ['--images', photos, '--classes', 'dog'];
    const out = join(place, 'set');
    const { exitCode, result, events } = await masked(out, ...args, '--format', 'class-maps');
    expect([exitCode, result]).toMatchObject([7, { pairs: 2, failed: 1 }]);
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'item-failed',
        message: expect.stringMatching(/“damaged\.jpg” cannot be made/),
      }),
    );
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    const [side, pair] = manifest.pairs;
    expect(side).toMatchObject({ stem: 'side', width: 300, height: 200 });
    expect(pair).toMatchObject({ stem: 'wide', width: 300, height: 200 });
    const npy = readFileSync(join(out, pair.classMaps));
    expect(npy.toString('latin1')).toContain("'shape': (1, 200, 300)");
    // Other bytes bring other noise: the scores are much the same, and would not be upside down.
    const scores = npy.subarray(-300 * 200);
    const turned = readFileSync(join(out, side.classMaps)).subarray(-300 * 200);
    expect(difference(turned, scores)).toBeLessThan(difference(turned, Buffer.from(scores).reverse()) / 2);
    // What is left out is kept in mind, and tried again.
    rmSync(join(photos, 'damaged.jpg'));
    writeFileSync(join(photos, 'damaged.jpg'), jpeg);
    const changed = await masked(out, ...args, '--format', 'class-maps', '--resume', '--overwrite');
    expect([changed.exitCode, changed.events.at(-1)]).toMatchObject([6, { code: 'run-changed' }]);
    const cropped = await masked(join(place, 'crop'), ...args, '--fit', 'crop');
    expect(cropped.exitCode).toBe(0);
    expect(await valid(join(place, 'crop'))).toMatchObject({ findings: [] });
    for (const name of ['wide', 'side']) {
      const file = readFileSync(join(place, `crop/VOCdevkit/VOC2012/JPEGImages/${name}.jpg`));
      expect(decodePicture(file, name)).toMatchObject({ width: 200, height: 200 });
      expect(exifOrientation(file)).toBe(1);
    }
    expect(existsSync(join(place, 'crop/.work'))).toBe(false);
  });
});
