import { expect, it } from 'vitest';
import { COCO_80 } from '../prompt/coco-80.ts';
import type { Rgb } from '../prompt/types.ts';
import { VOC_20 } from '../prompt/voc-20.ts';
import { labelmapText, labelsOf } from './labelmap.ts';
import { maskPalette, VOC_PALETTE } from './palette.ts';
import { smallLabelSet } from './small-dataset.fixture.ts';

it('writes CVAT lines by rising id, with background and void', () => {
  expect(labelmapText(labelsOf(smallLabelSet))).toBe(`# label:color_rgb:parts:actions
background:0,0,0::
cat:64,0,0::
diningtable:192,128,0::
person:192,128,128::
ignored:224,224,192::
`);
});

it('has the colours of the set, whatever they are', () => {
  const own = {
    ...smallLabelSet,
    classes: smallLabelSet.classes.map((one) => ({ ...one, color: [one.id, 0, 1] as const })),
  };
  expect(labelsOf(own).map(({ color }) => color.join())).toEqual(['0,0,0', '8,0,1', '11,0,1', '15,0,1', '224,224,192']);
});

it('gives each of 256 mask values a colour of its own, VOC’s to VOC', () => {
  expect(maskPalette(VOC_20)).toEqual(VOC_PALETTE);
  // Colours that VOC gives to other values.
  const swapped = { classes: VOC_20.classes.map((one) => ({ ...one, color: VOC_PALETTE[one.id + 7] as Rgb })) };
  for (const set of [COCO_80, swapped]) {
    const palette = maskPalette(set);
    expect(new Set(palette.map(String)).size).toBe(256);
    for (const { id, color } of set.classes) expect(palette[id]).toEqual(color);
    expect([palette[0], palette[255]]).toEqual([VOC_PALETTE[0], VOC_PALETTE[255]]);
  }
});
