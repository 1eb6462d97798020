import { expect, it } from 'vitest';
import { compareSides } from '../../core/grid-size.ts';
import { draw } from '../testing/job.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';

const DOG = { caption: 'a dog', classIds: [12] };

it.each([
  [5, 'up', 'free', 3],
  [5, 'up', 'fixed', 3],
  [5, 'down', 'free', 2],
  [5, 'down', 'fixed', 2],
  [9, 'up', 'free', 5],
  [9, 'down', 'free', 4],
  [9, 'down', 'fixed', 4],
  [13, 'down', 'free', 6],
] as const)(
  'latents of side %i, halved with rounding %s, in a graph of %s sides',
  async (side, halved, sides, half) => {
    const fixed = sides === 'fixed' ? { fixedSides: [side, side] as const } : {};
    const model = await loadLocal(smallModel({ side, halved, ...fixed }));
    expect(model.info).toMatchObject({ latentSize: side, selfSides: [half, side], crossSides: [half, side] });
    expect(model.info.attention.untapped).toEqual([]);
    const { record, picture } = await draw(model, DOG);
    expect([picture.width, picture.height]).toEqual([2 * side, 2 * side]);
    expect(record.crossSides).toEqual([half, side]);
    expect(record.stacks.map(({ selfSide }) => selfSide).sort(compareSides)).toEqual([half, side]);
    expect(record.stacks.every(({ data }) => data.every(Number.isFinite))).toBe(true);
  },
);
