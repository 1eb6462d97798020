import { expect, it } from 'vitest';
import { datasetInput } from '../../dataset-input.ts';
import { masksSource } from '../../masks-dataset.fixture.ts';
import { maskOf } from '../../regions/masks.fixture.ts';
import { wholeFile } from '../../testing/whole-file.ts';
import type { WrittenDataset } from '../format.ts';
import { writeCocoInstances } from './write-instances.ts';
import { writeCocoPanoptic } from './write-panoptic.ts';

async function textOf({ files }: WrittenDataset, path: string): Promise<string> {
  const file = files.find((one) => one.path === path);
  return file ? (await wholeFile(file)).toString() : '';
}
const input = (...rows: string[]) => datasetInput(masksSource([maskOf(...rows)]), 90);
const options = { regions: 'component', encoding: 'rle', minAreaPixels: 1 } as const;

it('writes regions with area, box and run lengths by columns', async () => {
  const dataset = await writeCocoInstances(input('..11', '2.1.'), options);
  const { images, annotations } = JSON.parse(await textOf(dataset, 'annotations/instances_train.json'));
  expect(images).toEqual([{ id: 1, file_name: 'm0.jpg', width: 4, height: 2 }]);
  const shared = { image_id: 1, iscrowd: 0 };
  expect(annotations).toEqual([
    {
      ...shared,
      id: 1,
      category_id: 1,
      area: 3,
      bbox: [2, 0, 2, 2],
      segmentation: { size: [2, 4], counts: [4, 3, 1] },
    },
    {
      ...shared,
      id: 2,
      category_id: 2,
      area: 1,
      bbox: [0, 1, 1, 1],
      segmentation: { size: [2, 4], counts: [1, 1, 6] },
    },
  ]);
});

it('writes no file for a split without pictures', async () => {
  const { files } = await writeCocoInstances(input('1'), options);
  expect(files.map(({ path }) => path).sort()).toEqual([
    'README.md',
    'annotations/instances_train.json',
    'croissant.json',
    'manifest.json',
    'train/m0.jpg',
  ]);
});

it('tells what it leaves out, in its result and in the card', async () => {
  const dataset = await writeCocoInstances(input('11.2', '....', '?3.?'), { ...options, minAreaPixels: 2 });
  expect(dataset.notes).toEqual([
    '2 regions of fewer than 2 pixels left out, 2 pixels in 1 picture.',
    '2 void pixels in 1 picture are in no region: trainers take them for background.',
  ]);
  const card = await textOf(dataset, 'README.md');
  for (const note of dataset.notes) expect(card).toContain(note);
  expect(JSON.parse(await textOf(dataset, 'manifest.json')).notes).toEqual(dataset.notes);
  expect((await writeCocoInstances(input('.'), options)).notes).toEqual(['1 picture has no region.']);
});

it('makes parts that are left out void in panoptic pictures, not background', async () => {
  const source = input('112', '.?1');
  const dataset = await writeCocoPanoptic(source, { regions: 'component', background: 'stuff', minAreaPixels: 2 });
  const { annotations, categories } = JSON.parse(await textOf(dataset, 'annotations/panoptic_train.json'));
  const background = categories.at(-1).id;
  const shared = { iscrowd: 0 };
  expect(annotations).toEqual([
    {
      image_id: 1,
      file_name: 'm0.png',
      segments_info: [
        { ...shared, id: 1, category_id: background, area: 1, bbox: [0, 1, 1, 1] },
        { ...shared, id: 2, category_id: 1, area: 3, bbox: [0, 0, 3, 2] },
      ],
    },
  ]);
  expect(dataset.notes[0]).toBe('1 region of fewer than 2 pixels left out, 1 pixel in 1 picture.');
});
