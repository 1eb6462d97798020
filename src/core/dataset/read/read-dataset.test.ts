import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS, type FormatId } from '../formats/registry.ts';
import { HARD_MASKS, hardLabelSet, masksSource } from '../masks-dataset.fixture.ts';
import { maskArbitrary, maskOf, type SmallMask } from '../regions/masks.fixture.ts';
import { KNOWLEDGE, memoryFiles, writtenFiles } from './dataset-files.fixture.ts';
import { readDataset } from './read-dataset.ts';
import type { ReadDataset } from './types.ts';

/** Formats that hold no void: it comes back as background. */
const WITHOUT_VOID: readonly FormatId[] = ['coco-instances', 'yolo-segmentation'];
const ALL = FORMATS.map(({ id }) => id);

const withoutVoid = ({ mask, ...size }: SmallMask): SmallMask => ({
  ...size,
  mask: mask.map((id) => (id === 255 ? 0 : id)),
});

async function masksOf({ items }: ReadDataset): Promise<SmallMask[]> {
  const masks: SmallMask[] = [];
  for (const item of items) {
    const { width, height, ids } = await item.readMask();
    masks.push({ width, height, mask: ids });
  }
  return masks;
}

const variants: readonly (readonly [FormatId, Readonly<Record<string, string>>])[] = [
  ...ALL.map((id) => [id, {}] as const),
  ['coco-instances', { encoding: 'compressed-rle' }],
  ['coco-instances', { encoding: 'polygons' }],
  ['coco-instances', { regions: 'class' }],
  ['coco-panoptic', { regions: 'class' }],
  ['folders', { masks: 'grey' }],
];

describe('what the writers wrote is read back', () => {
  test.each(variants)('%s %j: every mask pixel by pixel, names, splits and classes', async (format, options) => {
    const source = { ...masksSource(HARD_MASKS), readClassMaps: classMapsOf(HARD_MASKS) };
    const dataset = await readDataset(memoryFiles(await writtenFiles(source, format, options)), KNOWLEDGE);
    expect(dataset.format).toBe(format);
    expect(dataset.findings).toEqual([]);
    expect(dataset.items.map(({ name }) => name)).toEqual(HARD_MASKS.map((_, i) => `m${i}`));
    expect(dataset.items.map(({ split }) => split)).toEqual(dataset.manifest?.pairs.map(({ split }) => split));
    expect(new Set(dataset.items.map(({ split }) => split))).toEqual(new Set(['train', 'val']));
    const { classes } = dataset.labelSet;
    expect(classes.map(({ id, name }) => [id, name])).toEqual(
      hardLabelSet.classes.map(({ id, name }) => [id, name] as const).sort(([a], [b]) => a - b),
    );
    const expected = WITHOUT_VOID.includes(format) ? HARD_MASKS.map(withoutVoid) : HARD_MASKS;
    expect(await masksOf(dataset)).toEqual(expected);
    expect(await dataset.items[0]!.readPicture()).toEqual(expect.any(Uint8Array));
  });

  test('a manifest whose pairs tell no time is read, too', async () => {
    const { entries, ...more } = masksSource(HARD_MASKS);
    const timeless = entries.map(({ provenance: { createdAt: _, ...provenance }, ...entry }) => ({
      ...entry,
      provenance,
    }));
    const files = memoryFiles(await writtenFiles({ ...more, entries: timeless } as never, 'voc'));
    expect((await readDataset(files, KNOWLEDGE)).items).toHaveLength(HARD_MASKS.length);
  });

  test('any mask comes through polygons, run lengths and segments', async () => {
    await fc.assert(
      fc.asyncProperty(maskArbitrary, async (mask) => {
        for (const [format, options] of [
          ['coco-instances', { encoding: 'polygons' }],
          ['coco-instances', { encoding: 'compressed-rle' }],
          ['coco-panoptic', {}],
          ['yolo-segmentation', {}],
        ] as const) {
          const files = await writtenFiles(masksSource([mask]), format, options);
          const expected = WITHOUT_VOID.includes(format) ? withoutVoid(mask) : mask;
          expect(await masksOf(await readDataset(memoryFiles(files), KNOWLEDGE))).toEqual([expected]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('without its manifest a dataset is told by its files', () => {
  /** A class of each id up to the highest, so that places in lists are ids, too. */
  const dense = {
    ...hardLabelSet,
    classes: hardLabelSet.classes
      .slice(0, 5)
      .map((one, i) => ({ ...one, id: i + 1, name: `class ${i}`, promptName: `class ${i}` })),
  };
  const masks = [maskOf('.1?', '233'), maskOf('445', '1?.'), maskOf('12345')];

  test.each(ALL.filter((id) => id !== 'fiftyone'))('%s', async (format) => {
    const files = await writtenFiles({ ...masksSource(masks, dense), readClassMaps: classMapsOf(masks) }, format);
    files.delete('manifest.json');
    const dataset = await readDataset(memoryFiles(files), KNOWLEDGE);
    expect(dataset.format).toBe(format);
    expect(dataset.manifest).toBeNull();
    expect(dataset.labelSet.classes.map(({ name }) => name)).toEqual(dense.classes.map(({ name }) => name));
    expect(await masksOf(dataset)).toEqual(WITHOUT_VOID.includes(format) ? masks.map(withoutVoid) : masks);
  });

  test('colours of a palette go before places in labelmap.txt, where ids have gaps', async () => {
    const files = await writtenFiles(masksSource(HARD_MASKS.slice(0, 4)), 'cvat');
    files.delete('manifest.json');
    const dataset = await readDataset(memoryFiles(files), KNOWLEDGE);
    const nameOf = (id: number) => dataset.labelSet.classes.find((one) => one.id === id)?.name;
    const [, , third] = await masksOf(dataset);
    // The ring is of id 1, “null”, and what is in it of id 7, “007”; the list has them at other places.
    expect(nameOf(third!.mask[0]!)).toBe('null');
    expect(nameOf(third!.mask[4 * 9 + 4]!)).toBe('007');
  });

  test('a folder above it does not matter', async () => {
    const files = await writtenFiles(masksSource(masks, dense), 'voc');
    const below = new Map([...files].map(([path, bytes]) => [`some/where/${path}`, bytes]));
    expect(await masksOf(await readDataset(memoryFiles(below), KNOWLEDGE))).toEqual(masks);
  });

  test('nothing that is known is an error that says what to do', async () => {
    const files = memoryFiles(new Map([['a.txt', new Uint8Array()]]));
    await expect(readDataset(files, KNOWLEDGE)).rejects.toMatchObject({
      code: 'dataset-unreadable',
      message: expect.stringContaining('--format'),
    });
  });
});

/** Empty maps of these masks. */
function classMapsOf(masks: readonly SmallMask[]) {
  return async (stem: string) => {
    const { width, height } = masks[Number(stem.slice(1))]!;
    return { classIds: [8, 11], values: new Uint8Array(2 * width * height) };
  };
}
