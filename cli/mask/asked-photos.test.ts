import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeJpeg } from '../../src/core/dataset/jpeg/encode-jpeg.ts';
import type { LabelClass } from '../../src/core/prompt/types.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { readPhotoRows } from '../inputs/read-prompts.ts';
import { RUN } from '../testing/fake-items.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';
import type { AskedPhotos } from './asked-photo.ts';
import { judgePhotoRows } from './judge-photo-row.ts';
import { photoHash, readPhoto } from './photo-file.ts';
import { photosInFolder } from './photos-in-folder.ts';
import { planPhotos } from './plan-photos.ts';

const NO_CLASSES = { labelSet: VOC_20, classesOfAll: [] as readonly LabelClass[] };
const CAT = VOC_20.classes.filter(({ name }) => name === 'cat');

/** `PATH: CLASSES` each, then the problems. */
const told = ({ photos, problems }: AskedPhotos) => [
  ...photos.map(({ path, classes }) => `${path}: ${classes.map(({ name }) => name).join(', ')}`),
  ...problems,
];

async function listed(text: string, rules = NO_CLASSES) {
  const path = join(temporaryFolder(), 'list');
  writeFileSync(path, text);
  return judgePhotoRows(await readPhotoRows(path), rules);
}

it('a photograph is the same whether pictures are drawn quickly or not', () => {
  const photo = { row: 'Row 2', path: 'a.jpg', classes: CAT, caption: '', seed: null, sha256: 'f'.repeat(64) };
  const planned = (settings: typeof RUN.settings) =>
    planPhotos([photo], { ...RUN, settings }, { renoiseTimesteps: [350] });
  const quick = planned({ ...RUN.settings, quick: true });
  expect(quick).toEqual(planned(RUN.settings));
  expect(quick[0]?.settings).not.toHaveProperty('quick');
});

describe('a list of photographs', () => {
  it.each([
    ['CSV', 'file,classes,caption\na.jpg,"cat, tv monitor",\nsub/b.png,dog,a puppy\n'],
    ['a sheet with other delimiters', 'file;classes\na.jpg;cat, tv monitor\nsub/b.png;dog\n'],
    ['JSON', '[{"file":"a.jpg","classes":["cat","tv monitor"]},{"file_name":"sub/b.png","classes":"dog"}]'],
    [
      'JSON lines',
      '{"file":"a.jpg","classes":["cat","tv monitor"]}\n{"file":"sub/b.png","classes":["dog"],"seed":3}\n',
    ],
  ])('is read as %s', async (_, text) => {
    expect(told(await listed(text))).toEqual(['a.jpg: cat, tvmonitor', 'sub/b.png: dog']);
  });

  it('says what is wrong with each row, and keeps the others', async () => {
    const text = 'file,classes,caption,seed\na.jpg,dgo,,\n,cat,,\nb.jpg,,,\nc.jpg,,a cat on a chair,\nd.jpg,cat,,-1\n';
    expect(told(await listed(text))).toEqual([
      'c.jpg: cat, chair',
      'Row 2: “dgo”: no class of PASCAL VOC (20 classes).',
      'Row 3: The field “file” is missing.',
      'Row 4: No class is named. A mask needs at least one.',
      expect.stringMatching(/^Row 6: “seed” must be a whole number/),
    ]);
  });

  it('may leave classes to those of all', async () => {
    const rules = { ...NO_CLASSES, classesOfAll: CAT };
    expect(told(await listed('file\na.jpg\nb.jpg\n', rules))).toEqual(['a.jpg: cat', 'b.jpg: cat']);
    expect(told(await listed('file,classes\na.jpg,dog\nb.jpg,\n', rules))).toEqual(['a.jpg: dog', 'b.jpg: cat']);
  });

  it.each([
    ['a.jpg,cat\nb.jpg,dog\n', 'The first row must name the columns, such as file, classes'],
    ['[{"file"', 'This is not JSON'],
    ['', 'The list is empty'],
  ])('%j is none', async (text, message) => {
    await expect(listed(text)).rejects.toMatchObject({
      code: 'prompt-invalid',
      message: expect.stringMatching(`Expected a list of photographs in .*${message}`),
    });
  });
});

describe('a folder of photographs', () => {
  const paths = ['cat/1.jpg', 'a/b/dog, person/2.JPG', 'potted_plant/3.png', 'cat/notes.txt', 'dragon/4.jpg', '5.webp'];

  it('has classes by its folders', () => {
    const asked = photosInFolder(paths, NO_CLASSES);
    expect(told(asked)).toEqual([
      'cat/1.jpg: cat',
      'a/b/dog, person/2.JPG: dog, person',
      'potted_plant/3.png: pottedplant',
      'dragon/4.jpg: Its folder “dragon” is called by no class. “dragon”: no class of PASCAL VOC (20 classes).',
      '5.webp: It lies in no folder that is called by its classes.',
    ]);
    expect(asked.leftOut).toBe(1);
  });

  it('needs no such folders where all show the same', () => {
    const { photos, problems } = photosInFolder(paths, { ...NO_CLASSES, classesOfAll: CAT });
    expect([photos.length, problems]).toEqual([5, []]);
  });
});

describe('a photograph’s file', () => {
  const jpeg = encodeJpeg({ width: 8, height: 8, rgba: new Uint8ClampedArray(256).fill(99) });

  it('is told from what is none', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sub.jpg'));
    writeFileSync(join(folder, 'a.jpg'), jpeg);
    writeFileSync(join(folder, 'b.jpg'), 'RIFF\0\0\0\0WEBPVP8 ');
    writeFileSync(join(folder, 'c.jpg'), 'no picture');
    writeFileSync(join(folder, 'd.jpg'), '');
    const problemOf = async (path: string) => {
      const found = await photoHash(folder, path);
      return 'problem' in found ? found.problem.replace(folder, '') : null;
    };
    expect(await photoHash(folder, 'a.jpg')).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await problemOf('b.jpg')).toBe('Expected a JPEG or PNG at /b.jpg, found a WebP file. Convert it.');
    expect(await problemOf('c.jpg')).toBe('Expected a JPEG or PNG at /c.jpg, found something else.');
    expect(await problemOf('d.jpg')).toBe('Expected a JPEG or PNG at /d.jpg, found an empty file.');
    expect(await problemOf('e.jpg')).toBe('Expected a picture at /e.jpg; there is none.');
    expect(await problemOf('sub.jpg')).toBe('Expected a picture at /sub.jpg; that is a folder.');
  });

  it('is refused when it is no more what it was', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.jpg');
    writeFileSync(path, jpeg);
    const { sha256 } = (await photoHash(folder, 'a.jpg')) as { sha256: string };
    expect(await readPhoto(folder, 'a.jpg', sha256)).toEqual(jpeg);
    writeFileSync(path, jpeg.subarray(0, -1));
    const changed = { code: 'picture-unreadable', message: expect.stringContaining('it was changed since') };
    await expect(readPhoto(folder, 'a.jpg', sha256)).rejects.toMatchObject(changed);
    const gone = { code: 'picture-unreadable', message: expect.stringContaining('it was taken away since') };
    await expect(readPhoto(folder, 'b.jpg', sha256)).rejects.toMatchObject(gone);
  });
});
