import { expect, it } from 'vitest';
import { draw } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';

const DOG = { caption: 'a dog', classIds: [12] };

it.each([
  ['up', 'free', 3],
  ['up', 'fixed', 3],
  ['down', 'free', 2],
  ['down', 'fixed', 2],
] as const)('latents of 5×5, halved with rounding %s, in a graph of %s sides', async (halved, sides, half) => {
  const fixed = sides === 'fixed' ? { fixedSides: [5, 5] as const } : {};
  const model = await loadLocal(smallModel({ side: 5, halved, ...fixed }));
  expect(model.info).toMatchObject({ latentSize: 5, imageSize: 10, selfSides: [half, 5], crossSides: [half, 5] });
  const { record, picture } = await draw(model, DOG);
  expect([picture.width, picture.height]).toEqual([10, 10]);
  expect(record.crossSides).toEqual([half, 5]);
  expect(record.stacks.map(({ selfSide }) => selfSide).sort()).toEqual([half, 5]);
  expect(record.stacks.every(({ data }) => data.every(Number.isFinite))).toBe(true);
});
