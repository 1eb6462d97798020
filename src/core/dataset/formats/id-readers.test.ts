import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findPythonWith } from '../../../../scripts/find-python.mjs';
import { smallClassMaps, smallMask } from '../small-dataset.fixture.ts';
import { describeMask, HEAD, pairs, python, run, STEMS, unless, unpack } from '../testing/unpacked-dataset.ts';

/** Formats of pictures and masks, unpacked and read by software that shares nothing with the writers. */

describe.each([
  ['folders', 'palette', 'P', 'image', 'mask'],
  ['folders', 'grey', 'L', 'image', 'mask'],
  ['grey', null, 'L', 'images', 'masks'],
  ['class-maps', null, 'P', 'images', 'masks'],
] as const)('%s with masks %s', (format, masks, mode, pictureFolder, maskFolder) => {
  it.skipIf(!python)(`gives Pillow ids of one channel, void as 255, whatever the names${unless}`, async () => {
    const { folder } = await unpack(format, masks ? { masks } : {});
    const script = `${HEAD}
stems = open('train.txt', encoding='utf8').read().splitlines() + open('val.txt', encoding='utf8').read().splitlines()
out = []
for stem in stems:
    p = f'${pictureFolder}/{stem}.jpg'
    out.append(${describeMask(`f'${maskFolder}/{stem}.png'`)})
print(json.dumps(sorted(out)))`;
    expect(run(script, folder)).toEqual(pairs(mode));
  });
});

const hasCv2 = findPythonWith(['cv2']);
it.skipIf(!hasCv2)(
  `OpenCV gets ids from grey masks, where it makes colours of a palette${hasCv2 ? '' : ' (skipped: no python3 has cv2)'}`,
  async () => {
    const { folder } = await unpack('grey');
    const script = `import cv2, json; print(json.dumps(sorted({int(v) for v in cv2.imread('masks/pair-c.png', cv2.IMREAD_UNCHANGED).ravel()})))`;
    expect(JSON.parse(spawnSync(hasCv2 ?? '', ['-c', script], { cwd: folder, encoding: 'utf8' }).stdout)).toEqual([
      0, 8, 11, 255,
    ]);
  },
);

it.skipIf(!python)(`grey masks without void have background there, and say so${unless}`, async () => {
  const { folder, notes } = await unpack('grey', { void: 'background' });
  const script = `${HEAD}print(json.dumps(numpy.array(Image.open('masks/pair-c.png')).ravel().tolist()))`;
  expect(run(script, folder)).toEqual([...smallMask(2)].map((id) => (id === 255 ? 0 : id)));
  expect(notes).toEqual(['6 void pixels are background in these masks, as was asked for.']);
});

it.skipIf(!python)(
  `CVAT finds each pixel's label by its colour, void declared, whatever classes occur${unless}`,
  async () => {
    const { folder } = await unpack('cvat');
    const script = `${HEAD}
labels = [line.strip().split(':') for line in open('labelmap.txt', encoding='utf8') if not line.startswith('#')]
by_color = {tuple(int(c) for c in color.split(',')): name for name, color, _, _ in labels}
stems = sum((open(f'ImageSets/Segmentation/{s}.txt', encoding='utf8').read().splitlines() for s in ('train', 'val')), [])
out = []
for stem in stems:
    mask = Image.open(f'SegmentationClass/{stem}.png')
    assert mask.mode == 'RGB' and mask.size == Image.open(f'JPEGImages/{stem}.jpg').size
    out.append([stem, [by_color[tuple(p)] for p in numpy.array(mask).reshape(-1, 3).tolist()]])
print(json.dumps([sorted(out), [name for name, *_ in labels], json.load(open('cvat-labels.json', encoding='utf8'))]))`;
    const names: Record<number, string> = { 0: 'background', 8: 'cat', 11: 'diningtable', 255: 'ignored' };
    const [found, labels, cvat] = run(script, folder) as [unknown, unknown, { name: string; color: string }[]];
    expect(found).toEqual(STEMS.map((stem, i) => [stem, [...smallMask(i)].map((id) => names[id])]).sort());
    expect(labels).toEqual(['background', 'cat', 'diningtable', 'person', 'ignored']);
    expect(cvat).toContainEqual({ name: 'ignored', color: '#e0e0c0', attributes: [] });
  },
);

it.skipIf(!python)(`class maps are uint8 [classes, height, width], named by the manifest${unless}`, async () => {
  const { folder } = await unpack('class-maps');
  const script = `${HEAD}
pairs = json.load(open('manifest.json', encoding='utf8'))['pairs']
maps = [numpy.load(p['classMaps'], allow_pickle=False) for p in pairs]
print(json.dumps([[p['stem'], p['classMapIds'], m.dtype.name, m.shape, m.ravel().tolist()] for p, m in zip(pairs, maps)]))`;
  const sizes = [
    [7, 5],
    [16, 16],
    [33, 9],
  ];
  expect(run(script, folder)).toEqual(
    STEMS.map((stem, i) => [stem, [8, 11], 'uint8', [2, sizes[i]![1], sizes[i]![0]], [...smallClassMaps(i)]]).sort(),
  );
});
