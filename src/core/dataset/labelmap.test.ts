import { expect, it } from 'vitest';
import { labelmapText, labelsOf } from './labelmap.ts';
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
