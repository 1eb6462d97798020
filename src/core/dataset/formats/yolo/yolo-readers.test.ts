import { expect, it } from 'vitest';
import { datasetInput } from '../../dataset-input.ts';
import { HARD_MASKS, hardLabelSet, masksSource } from '../../masks-dataset.fixture.ts';
import { foreignReader } from '../../testing/foreign-reader.ts';
import { writeYoloSegmentation } from './write-segmentation.ts';
import { writeYoloSemantic } from './write-semantic.ts';

/** Our YOLO files in readers that share no code with ours. */

const reader = foreignReader('read_yolo.py', 'yaml', 'numpy', 'PIL', 'pycocotools.mask');

interface Read {
  readonly data: { readonly names: Readonly<Record<string, string>>; readonly masks_dir?: string };
  readonly namesAreTexts: boolean;
  readonly train: readonly Picture[];
  readonly val: readonly Picture[];
}
interface Picture {
  readonly stem: string;
  readonly size: readonly number[];
  readonly mode?: string;
  readonly map: readonly number[];
}

const classIds = hardLabelSet.classes.map(({ id }) => id).sort((a, b) => a - b);
const namesById = classIds.map((id) => hardLabelSet.classes.find((one) => one.id === id)?.name);

function expectPixels(pictures: readonly Picture[], shown: (id: number) => number) {
  expect(pictures).toHaveLength(HARD_MASKS.length);
  for (const { stem, size, map } of pictures) {
    const { mask, width, height } = HARD_MASKS[Number(stem.slice(1))]!;
    expect(size).toEqual([width, height]);
    expect(map).toEqual([...mask].map(shown));
  }
}

it.skipIf(!reader.python)(
  `YOLO segmentation: polygons cover each pixel of their class and no other, holes left open; names stay texts${reader.unless}`,
  { timeout: 60_000 },
  async () => {
    const { files } = await writeYoloSegmentation(datasetInput(masksSource(HARD_MASKS), 60), {
      regions: 'object',
      minAreaPixels: 1,
    });
    const read = (await reader.read(files)) as Read;
    expect(read.namesAreTexts).toBe(true);
    expect(read.data).toEqual({ train: 'images/train', val: 'images/val', names: { ...namesById } });
    expectPixels([...read.train, ...read.val], (id) => classIds.indexOf(id));
  },
);

it.skipIf(!reader.python)(
  `YOLO semantic: grey masks with an index for each name, void 255; names stay texts${reader.unless}`,
  { timeout: 60_000 },
  async () => {
    const { files } = await writeYoloSemantic(datasetInput(masksSource(HARD_MASKS), 60), {});
    const read = (await reader.read(files)) as Read;
    expect(read.namesAreTexts).toBe(true);
    expect(read.data.names).toEqual({ ...['background', ...namesById] });
    expect(read.data.masks_dir).toBe('masks');
    const pictures = [...read.train, ...read.val];
    expect(new Set(pictures.map(({ mode }) => mode))).toEqual(new Set(['L']));
    expectPixels(pictures, (id) => (id === 255 ? 255 : 1 + classIds.indexOf(id)));
  },
);
