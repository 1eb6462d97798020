import { describe, expect, it } from 'vitest';
import { datasetInput } from '../../dataset-input.ts';
import { HARD_MASKS, hardLabelSet, masksSource } from '../../masks-dataset.fixture.ts';
import { maskOf } from '../../regions/masks.fixture.ts';
import { foreignReader } from '../../testing/foreign-reader.ts';
import { cocoCategories } from './categories.ts';
import { writeCocoInstances } from './write-instances.ts';
import { writeCocoPanoptic } from './write-panoptic.ts';

/** Our COCO files in readers that share no code with ours. */

const pycocotools = foreignReader('read_coco.py', 'pycocotools.coco', 'PIL');
const pillow = foreignReader('read_panoptic.py', 'numpy', 'PIL');

const categoryIds = new Map(cocoCategories(hardLabelSet).map(({ classId, id }) => [classId, id]));
/** The category of each pixel; void and background are `background`. */
const mapsOf = (background: number) =>
  HARD_MASKS.map(({ mask }) => [...mask].map((id) => (id === 0 ? background : (categoryIds.get(id) ?? 0))));

interface Region {
  readonly told: { readonly id: number; readonly area: number; readonly bbox: number[]; readonly iscrowd: number };
  readonly found: { readonly area: number; readonly bbox: number[] };
}
interface Instances {
  readonly categories: readonly { readonly name: string }[];
  readonly pictures: readonly {
    readonly size: number[];
    readonly regions: readonly Region[];
    readonly map: number[];
  }[];
}
type BySplit<Split> = Readonly<Record<'train' | 'val', Split>>;

describe.each(['component', 'class'] as const)('COCO instances, one a %s', (regions) => {
  it.skipIf(!pycocotools.python).each(['rle', 'compressed-rle', 'polygons'] as const)(
    `pycocotools gives each pixel back from %s${pycocotools.unless}`,
    { timeout: 60_000 },
    async (encoding) => {
      const input = datasetInput(masksSource(HARD_MASKS), 70);
      const { files } = await writeCocoInstances(input, { regions, encoding, minAreaPixels: 1 });
      const { train, val } = (await pycocotools.read(files)) as BySplit<Instances>;
      const pictures = [...train.pictures, ...val.pictures];
      const order = [...input.train, ...input.val].map((stem) => Number(stem.slice(1)));
      expect(pictures.map(({ map }) => map)).toEqual(order.map((index) => mapsOf(0)[index]));
      expect(pictures.map(({ size }) => size)).toEqual(order.map((i) => [HARD_MASKS[i]!.width, HARD_MASKS[i]!.height]));
      const all = pictures.flatMap((picture) => picture.regions);
      for (const { told, found } of all)
        expect({ ...found, iscrowd: 0 }).toMatchObject({ area: told.area, bbox: told.bbox, iscrowd: told.iscrowd });
      expect(new Set(all.map(({ told }) => told.id)).size).toBe(all.length);
      expect(Math.min(...all.map(({ told }) => told.id))).toBe(1);
      expect(train.categories.map(({ name }) => name).sort()).toEqual(
        hardLabelSet.classes.map(({ name }) => name).sort(),
      );
      expect(val.categories).toEqual(train.categories);
    },
  );
});

/** Two blocks of 4 × 4 side by side, with an edge between, and a lone pixel: what attention parts, and what shape does not. */
const BLOCKS = maskOf(...Array<string>(4).fill('33333333'), '........', '3.......');
const OBJECTS = {
  ...masksSource([BLOCKS]),
  entries: masksSource([BLOCKS]).entries.map((entry) => ({
    ...entry,
    tuning: { ...entry.tuning, objects: { by: 'edge', minShare: 0.05, strength: 0.1 } as const },
  })),
  readEdges: async () => ({ width: 8, height: 1, values: Float32Array.of(5, 0, 0, 6, 4, 0, 0, 0) }),
};
const BOXES = [
  [0, 0, 4, 4],
  [4, 0, 4, 4],
];

it.skipIf(!pycocotools.python).each(['rle', 'compressed-rle', 'polygons'] as const)(
  `pycocotools finds the objects between edges in attention from %s, without what is too small${pycocotools.unless}`,
  { timeout: 60_000 },
  async (encoding) => {
    const options = { regions: 'object', encoding, minAreaPixels: 1 } as const;
    const { files, notes } = await writeCocoInstances(datasetInput(OBJECTS, 100), options);
    expect(notes).toContain('1 region of fewer than 2 pixels left out, 1 pixel in 1 picture.');
    const { train } = (await pycocotools.read(files)) as BySplit<Instances>;
    const [{ regions }] = train.pictures as [Instances['pictures'][number]];
    expect(regions.map(({ found }) => found)).toMatchObject(BOXES.map((bbox) => ({ area: 16, bbox })));
    expect(regions.map(({ told }) => told)).toMatchObject(BOXES.map((bbox) => ({ area: 16, bbox, iscrowd: 0 })));
  },
);

it.skipIf(!pillow.python)(
  `the panoptic PNG has a segment an object, all things${pillow.unless}`,
  { timeout: 60_000 },
  async () => {
    const options = { regions: 'object', background: 'void', minAreaPixels: 1 } as const;
    const { files } = await writeCocoPanoptic(datasetInput(OBJECTS, 100), options);
    const { train } = (await pillow.read(files)) as BySplit<Panoptic>;
    const [{ segments, unmatched }] = train.pictures as [Panoptic['pictures'][number]];
    expect(segments.map(({ found }) => found)).toMatchObject(BOXES.map((bbox) => ({ area: 16, bbox })));
    expect(unmatched).toEqual([]);
    expect(new Set(train.categories.map(({ isthing }) => isthing))).toEqual(new Set([1]));
  },
);

it('tells of pictures whose edges were not kept, and takes connected parts there', async () => {
  const input = datasetInput({ ...OBJECTS, readEdges: async () => null }, 100);
  const { notes } = await writeCocoInstances(input, { regions: 'object', encoding: 'rle', minAreaPixels: 1 });
  expect(notes).toContain('1 picture has no edges in attention kept: connected parts are the objects there.');
});

interface Panoptic {
  readonly categories: readonly { readonly id: number; readonly name: string; readonly isthing: number }[];
  readonly pictures: readonly {
    readonly mode: string;
    readonly sizes: readonly number[][];
    readonly unmatched: number[];
    readonly segments: readonly Region[];
    readonly map: number[];
  }[];
}

it.skipIf(!pillow.python).each([
  ['component', 'stuff'],
  ['component', 'void'],
  ['class', 'stuff'],
] as const)(
  `COCO panoptic, one a %s, background as %s: Pillow gives each pixel back${pillow.unless}`,
  { timeout: 60_000 },
  async (regions, background) => {
    const input = datasetInput(masksSource(HARD_MASKS), 70);
    const { files } = await writeCocoPanoptic(input, { regions, background, minAreaPixels: 1 });
    const { train, val } = (await pillow.read(files)) as BySplit<Panoptic>;
    const pictures = [...train.pictures, ...val.pictures];
    const order = [...input.train, ...input.val].map((stem) => Number(stem.slice(1)));
    const backgroundId = background === 'stuff' ? hardLabelSet.classes.length + 1 : 0;
    expect(pictures.map(({ map }) => map)).toEqual(order.map((index) => mapsOf(backgroundId)[index]));
    for (const { mode, sizes, unmatched, segments } of pictures) {
      expect([mode, unmatched, sizes[0]]).toEqual(['RGB', [], sizes[1]]);
      for (const { told, found } of segments) expect(found).toEqual({ area: told.area, bbox: told.bbox });
    }
    const things = train.categories.filter(({ isthing }) => isthing === 1);
    expect(things).toHaveLength(regions === 'component' ? hardLabelSet.classes.length : 0);
    expect(train.categories.some(({ name }) => name === 'background')).toBe(background === 'stuff');
  },
);
