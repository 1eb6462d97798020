import type { LabelSet } from '../prompt/types.ts';
import { encodeJpeg } from './jpeg/encode-jpeg.ts';
import { maskPalette } from './palette.ts';
import { encodePalettePng } from './palette-png.ts';
import { maskOf, type SmallMask } from './regions/masks.fixture.ts';
import { entryOf, smallSource } from './small-dataset.fixture.ts';
import type { DatasetSource } from './types.ts';

/** Names that YAML takes for other things than text, and other alphabets; the ids have gaps and no order. */
export const hardLabelSet: LabelSet = {
  id: 'hard',
  name: 'Hard names',
  classes: ['no', 'on', 'null', '007', 'a: b', "it's", '猫 "é" \\n', '- # [x] {y}', '1e3', '~'].map((name, index) => ({
    id: [12, 3, 1, 7, 9, 20, 2, 30, 4, 5][index] as number,
    name,
    promptName: name,
    synonyms: [],
    color: [10 * index + 1, 255 - index, index],
  })),
};

/** A block at the origin, a square with a hole, a ring within a ring, a lone pixel, a line, corners that touch, void, and nothing. */
export const HARD_MASKS: readonly SmallMask[] = [
  maskOf(...Array.from({ length: 12 }, (_, y) => (y < 10 ? '1111111111..' : '............'))),
  maskOf('.......', '.33333.', '.3???3.', '.3.2.3.', '.33333.', '.......'),
  maskOf(
    '111111111',
    '1.......1',
    '1.11111.1',
    '1.1...1.1',
    '1.1.7.1.1',
    '1.1...1.1',
    '1.11111.1',
    '1.......1',
    '111111111',
  ),
  maskOf('9..?', '....', '..c.', '.c.c', 'c.c.'),
  maskOf('2'.repeat(20)),
  maskOf(...Array<string>(20).fill('4')),
  maskOf('..?', '...'),
  maskOf('5k', 'k5', 'u.', '.u'),
];

/** Pairs `m0`, `m1`, … with these masks, on white pictures. */
export function masksSource(masks: readonly SmallMask[], labelSet: LabelSet = hardLabelSet): DatasetSource {
  const stems = masks.map((_, index) => `m${index}`);
  const palette = maskPalette(labelSet);
  const byStem = (stem: string) => masks[stems.indexOf(stem)] as SmallMask;
  return {
    ...smallSource(),
    labelSet,
    entries: masks.map(({ mask, width, height }, index) => ({
      ...entryOf(`m${index}`, width, height),
      pixels: {
        background: mask.filter((id) => id === 0).length,
        void: mask.filter((id) => id === 255).length,
        classes: Object.fromEntries(labelSet.classes.map(({ id }) => [id, mask.filter((one) => one === id).length])),
      },
    })),
    readJpeg: async (stem) => {
      const { width, height } = byStem(stem);
      return encodeJpeg({ width, height, rgba: new Uint8ClampedArray(4 * width * height).fill(255) });
    },
    readMaskPng: async (stem) => {
      const { mask, width, height } = byStem(stem);
      return encodePalettePng(mask, width, height, palette);
    },
  };
}
