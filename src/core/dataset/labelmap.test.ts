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

const withClass = (id: number, name: string) => ({
  ...smallLabelSet,
  classes: [...smallLabelSet.classes, { id, name, promptName: name, synonyms: [], color: [0, 0, 0] as const }],
});

it.each(['a:b', '', 'x\ny', '#x', 'cat', 'background', 'ignored'])('refuses the label name %j', (name) => {
  expect(() => labelsOf(withClass(20, name))).toThrow(expect.objectContaining({ code: 'settings-invalid' }));
});

it.each([0, 8, 255, 256, -1, 1.5])('refuses the class id %d', (id) => {
  expect(() => labelsOf(withClass(id, 'new'))).toThrow(expect.objectContaining({ code: 'settings-invalid' }));
});
