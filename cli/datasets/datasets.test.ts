import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORMATS, type FormatId } from '../../src/core/dataset/formats/registry.ts';
import { HARD_MASKS, hardLabelSet, masksSource } from '../../src/core/dataset/masks-dataset.fixture.ts';
import { encodeGreyPng } from '../../src/core/dataset/png/grey-png.ts';
import { writtenFiles } from '../../src/core/dataset/read/dataset-files.fixture.ts';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';

const folder = mkdtempSync(join(tmpdir(), 'datasets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** Without class maps, which hold scores. */
const FORMAT_IDS = FORMATS.map(({ id }) => id).filter((id) => id !== 'class-maps');
const source = masksSource(HARD_MASKS);

function writeFolder(name: string, files: ReadonlyMap<string, Uint8Array>): string {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(at(name), path)), { recursive: true });
    writeFileSync(join(at(name), path), bytes);
  }
  return at(name);
}

const written = async (format: FormatId, name: string = format) =>
  writeFolder(name, await writtenFiles(source, format));

describe('validate', () => {
  test.each(FORMAT_IDS)('finds nothing in what the %s writer wrote', async (format) => {
    const { exitCode, stdout } = await runHere(['validate', await written(format), '--json', '--quiet']);
    expect(linesOf(stdout)).toMatchObject([{ format, pairs: HARD_MASKS.length, errors: 0, warnings: 0, findings: [] }]);
    expect(exitCode).toBe(0);
  });

  const withObjects = {
    ...source,
    entries: source.entries.map((entry) => ({
      ...entry,
      tuning: { ...entry.tuning, objects: { by: 'component', minShare: 0.1, strength: 0.1 } as const },
    })),
  };

  test.each(FORMAT_IDS)('knows that what is too small for an object has no region in %s', async (format) => {
    const folder = writeFolder(`${format}-objects`, await writtenFiles(withObjects, format));
    const { exitCode, stdout } = await runHere(['validate', folder, '--json', '--quiet']);
    expect(linesOf(stdout)).toMatchObject([{ format, pairs: HARD_MASKS.length, errors: 0, findings: [] }]);
    expect(exitCode).toBe(0);
  });

  test('finds pixels in a region that the mask had not, also where small objects are left out', async () => {
    const files = await writtenFiles(withObjects, 'coco-instances');
    changed(files, 'manifest.json', (json) => json.replace(/("classes":\s*\{\s*"1":\s*)100\b/, '$199'));
    const { stdout } = await runHere(['validate', writeFolder('coco-objects-more', files)]);
    expect(stdout).toMatch(/other pixels than the mask: class 1: 99 and not 100/);
  });

  const VOC = 'VOCdevkit/VOC2012';
  const mask = (values: readonly number[], width: number) =>
    encodeGreyPng(Uint8Array.from(values), width, values.length / width);
  const text = (value: string) => new TextEncoder().encode(value);
  type Files = Map<string, Uint8Array>;
  const changed = (files: Files, path: string, change: (text: string) => string) =>
    files.set(path, text(change(new TextDecoder().decode(files.get(path)))));

  test.each<readonly [string, (files: Files) => unknown, RegExp]>([
    ['a missing picture', (f) => f.delete(`${VOC}/JPEGImages/m1.jpg`), /^error: m1: Expected a picture at .*m1\.jpg/m],
    ['a missing mask', (f) => f.delete(`${VOC}/SegmentationClass/m1.png`), /^error: m1: Expected a mask at .*m1\.png/m],
    [
      'a cut picture',
      (f) => f.set(`${VOC}/JPEGImages/m1.jpg`, (f.get(`${VOC}/JPEGImages/m1.jpg`) as Uint8Array).slice(0, 200)),
      /m1\.jpg: Expected a whole picture/,
    ],
    [
      'a damaged mask',
      (f) => (f.get(`${VOC}/SegmentationClass/m1.png`) as Uint8Array).fill(7, 60, 70),
      /m1\.png: Expected a whole PNG/,
    ],
    [
      'a mask of another size',
      (f) => f.set(`${VOC}/SegmentationClass/m3.png`, mask([0, 0, 0, 0], 2)),
      /found a mask of 2×2/,
    ],
    [
      'an unknown id',
      (f) => f.set(`${VOC}/SegmentationClass/m3.png`, mask(Array(20).fill(99), 4)),
      /Expected ids of “Hard names”, found 99 \(20 pixels\)/,
    ],
    [
      'other pixels than the manifest has',
      (f) => f.set(`${VOC}/SegmentationClass/m3.png`, mask(Array(20).fill(9), 4)),
      /other pixels than the mask: class 9: 1 and not 20/,
    ],
    [
      'a stem in both lists',
      (f) => changed(f, `${VOC}/ImageSets/Segmentation/val.txt`, (list) => `${list}m0\n`),
      /val\.txt: Expected m0 once, found it also in the list of train/,
    ],
    [
      'a pair in no list',
      (f) => changed(f, `${VOC}/ImageSets/Segmentation/train.txt`, (list) => list.replace('m0\n', '')),
      /m0 is in no list and no split/,
    ],
    [
      'a list that names nothing',
      (f) => changed(f, `${VOC}/ImageSets/Segmentation/train.txt`, (list) => `${list}m99\n`),
      /Expected a mask at .*m99\.png, found none/,
    ],
    [
      'a changed manifest',
      (f) => changed(f, 'manifest.json', (json) => json.replace('"a cat', '"a dog')),
      /Expected the SHA-256 of manifest/,
    ],
    [
      'a changed labelmap',
      (f) => changed(f, 'labelmap.txt', (lines) => lines.replace('no:', 'yes:')),
      /labelmap\.txt: Its names or colours/,
    ],
    [
      'a picture without a mask',
      (f) => f.set(`${VOC}/JPEGImages/x.jpg`, text('')),
      /^warning: .*x\.jpg: The picture has no mask/m,
    ],
  ])('tells of %s', async (what, change, message) => {
    const files = await writtenFiles(source, 'voc');
    change(files);
    const path = writeFolder(`broken ${what}`, files);
    const { exitCode, stdout } = await runHere(['validate', path, '--quiet']);
    expect(stdout).toMatch(message);
    expect(exitCode).toBe(/^error/m.test(stdout) ? 7 : 0);
  });

  test.each([
    ['nothing there', 'nowhere', /there is nothing/],
    ['a file of another kind', 'x.zip', /Expected a whole ZIP/],
    ['an empty folder', 'empty', /Name it with --format/],
  ])('fails with a sentence for %s', async (_, name, message) => {
    mkdirSync(at('empty'), { recursive: true });
    writeFileSync(at('x.zip'), 'no');
    const { exitCode, stderr } = await runHere(['validate', at(name), '--quiet']);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(3);
  });
});

describe('convert', () => {
  let original = '';
  beforeAll(async () => {
    original = await written('voc', 'original');
  });
  const filesOf = (zip: string) => new Map(Object.entries(unzipSync(readFileSync(zip))));

  test.each(FORMAT_IDS)('to %s gives what the writer gives of the pairs themselves, byte for byte', async (format) => {
    const out = at(`to-${format}.zip`);
    const { exitCode, stderr } = await runHere(['convert', original, '--format', format, '--out', out, '--quiet']);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const expected = await writtenFiles({ ...source, labelSet: sorted(hardLabelSet) }, format);
    const converted = filesOf(out);
    expect([...converted.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [path, bytes] of converted) expect([path, hashOf(bytes)]).toEqual([path, hashOf(expected.get(path)!)]);
  });

  test.each(FORMAT_IDS)('there and back over %s loses what it says, and nothing else', async (format) => {
    const [there, back] = [at(`there-${format}.zip`), at(`back-${format}.zip`)];
    await runHere(['convert', original, '--format', format, '--out', there, '--quiet']);
    const { stdout } = await runHere(['convert', there, '--format', 'voc', '--out', back, '--json', '--quiet']);
    const isWithoutVoid = ['coco-instances', 'yolo-segmentation'].includes(format);
    const [{ notes }] = linesOf(stdout) as [{ notes: string[] }];
    expect(notes).toEqual(isWithoutVoid ? [expect.stringMatching(/^\d+ void pixels of the original masks/)] : []);
    const [first, last] = [await writtenFiles({ ...source, labelSet: sorted(hardLabelSet) }, 'voc'), filesOf(back)];
    if (isWithoutVoid) return;
    for (const [path, bytes] of first) expect([path, hashOf(last.get(path)!)]).toEqual([path, hashOf(bytes)]);
  });

  test.each([
    ['an unknown option', ['--option', 'encoding=ascii'], 2, /encoding/],
    ['a share beyond 100', ['--train-percent', '120'], 3, /0 to 100/],
  ])('fails with a sentence for %s', async (_, more, code, message) => {
    const args = ['convert', original, '--format', 'coco-instances', '--out', at('never.zip'), '--quiet', ...more];
    const { exitCode, stderr } = await runHere(args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(code);
  });

  test('needs a manifest, and says so', async () => {
    const files = await writtenFiles(source, 'voc');
    files.delete('manifest.json');
    const path = writeFolder('no-manifest', files);
    const { exitCode, stderr } = await runHere(['convert', path, '--format', 'grey', '--out', at('n.zip'), '--quiet']);
    expect(stderr).toMatch(/manifest\.json, which says how each picture was made/);
    expect(exitCode).toBe(3);
  });
});

describe('stats', () => {
  test('counts pictures, pixels and neighbours of each class', async () => {
    const { stdout } = await runHere(['stats', await written('grey', 'stats'), '--json', '--quiet']);
    const [facts] = linesOf(stdout) as [{ classes: { id: number }[] }];
    const masks = HARD_MASKS.map(({ mask }) => mask);
    const count = (id: number) => masks.reduce((sum, mask) => sum + mask.filter((one) => one === id).length, 0);
    expect(facts).toMatchObject({
      pictures: masks.length,
      split: { train: 5, val: 3, none: 0 },
      pixels: { background: count(0), void: count(255) },
      together: expect.arrayContaining([{ classes: ['null', '007'], pictures: 1 }]),
    });
    expect(facts.classes.find(({ id }) => id === 3)).toMatchObject({ name: 'on', pictures: 1, pixels: count(3) });
    expect(facts.classes.map(({ id }) => id).sort()).toEqual(
      [...new Set(masks.flatMap((mask) => [...mask]))].filter((id) => id !== 0 && id !== 255).sort(),
    );
  });

  test('is a table for people', async () => {
    const { stdout } = await runHere(['stats', await written('voc', 'stats-voc'), '--quiet']);
    expect(stdout).toMatch(/^voc, label set “Hard names”: 8 pictures \(5 train, 3 val\)$/m);
    expect(stdout).toMatch(/^class +pictures +train +val +pixels +share$/m);
  });
});

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** As a manifest has classes: by rising id, without synonyms. */
function sorted<T extends typeof hardLabelSet>(set: T): T {
  return { ...set, classes: [...set.classes].sort((a, b) => a.id - b.id) };
}
