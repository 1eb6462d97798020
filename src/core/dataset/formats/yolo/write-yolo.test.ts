import { expect, it } from 'vitest';
import { datasetInput } from '../../dataset-input.ts';
import { masksSource } from '../../masks-dataset.fixture.ts';
import { maskOf } from '../../regions/masks.fixture.ts';
import { wholeFile } from '../../testing/whole-file.ts';
import type { WrittenDataset } from '../format.ts';
import { yamlText } from './data-yaml.ts';
import { writeYoloSegmentation } from './write-segmentation.ts';

async function textOf({ files }: WrittenDataset, path: string): Promise<string | undefined> {
  const file = files.find((one) => one.path === path);
  return file && (await wholeFile(file)).toString();
}
const inputOf = (trainPercent: number, ...rows: string[]) => datasetInput(masksSource([maskOf(...rows)]), trainPercent);

it('writes outlines in shares of the sides, a line a region, and an empty text where there is none', async () => {
  const block = await writeYoloSegmentation(inputOf(90, '33.', '33.', '..1'), {
    regions: 'component',
    minAreaPixels: 1,
  });
  expect(await textOf(block, 'labels/train/m0.txt')).toBe(
    '2 0 0 0.666667 0 0.666667 0.666667 0 0.666667\n0 0.666667 0.666667 1 0.666667 1 1 0.666667 1\n',
  );
  const empty = await writeYoloSegmentation(inputOf(90, '.?'), { regions: 'component', minAreaPixels: 1 });
  expect(await textOf(empty, 'labels/train/m0.txt')).toBe('');
});

it('tells what it leaves out', async () => {
  const { notes } = await writeYoloSegmentation(inputOf(90, '33.', '33.', '..1'), {
    regions: 'component',
    minAreaPixels: 2,
  });
  expect(notes[0]).toBe('1 region of fewer than 2 pixels left out, 1 pixel in 1 picture.');
});

it.each([
  [100, 'val', 'train'],
  [0, 'train', 'val'],
])('lets one split stand in where the other is empty: %d %% for training', async (trainPercent, missing, other) => {
  const dataset = await writeYoloSegmentation(inputOf(trainPercent, '1'), { regions: 'component', minAreaPixels: 1 });
  expect(await textOf(dataset, 'data.yaml')).toContain(`train: images/${other}\nval: images/${other}\n`);
  expect(dataset.notes).toEqual([expect.stringContaining(`no pictures for ${missing}`)]);
});

it('escapes what YAML takes for line ends or refuses', () => {
  expect(yamlText('a\u2028b\u0085"\\')).toBe('"a\\u2028b\\u0085\\"\\\\"');
});
