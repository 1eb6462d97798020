import { expect, it } from 'vitest';
import { datasetCard } from './dataset-card.ts';
import { labelsOf } from './labelmap.ts';
import { mmsegmentationConfig } from './mmsegmentation-config.ts';
import { entryOf, smallLabelSet } from './small-dataset.fixture.ts';

it('says that masks are pseudo-labels, what drew them and how many there are of each label', () => {
  const other = entryOf('two', 4, 4);
  const entries = [
    entryOf('one', 4, 4),
    {
      ...other,
      pixels: { background: 16, void: 0, classes: {} },
      provenance: { ...other.provenance, modelId: 'sd', modelFilesSha256: 'cd34' },
    },
  ];
  const card = datasetCard(smallLabelSet, entries);
  expect(card).toContain('2 pictures (1 train, 1 val)');
  expect(card).toContain('the masks are pseudo-labels');
  expect(card).toContain(
    '- `emoji-scenes`, UNet SHA-256 `ab12`\n- `sd`, UNet SHA-256 `ab12`, all files SHA-256 `cd34`\n',
  );
  expect(card).toContain('| 0 | background | 0, 0, 0 | 2 | 17 |');
  expect(card).toContain('| 8 | cat | 64, 0, 0 | 1 | 3 |');
  expect(card).toContain('| 15 | person | 192, 128, 128 | 0 | 0 |');
  expect(card).toContain('| 255 | ignored | 224, 224, 192 | 1 | 2 |');
});

it('gives mmsegmentation a class list in which each id is its own index', () => {
  const config = mmsegmentationConfig(labelsOf(smallLabelSet));
  const lists = [...config.matchAll(/(?:classes|palette)=\[\n([\s\S]*?)\n {4}\]/g)].map((match) =>
    JSON.parse(`[${match[1]!.replace(/,$/, '')}]`),
  );
  const [classes, palette] = lists;
  expect(classes).toHaveLength(16);
  expect([classes[0], classes[7], classes[8], classes[15]]).toEqual(['background', 'unused-7', 'cat', 'person']);
  expect(palette[8]).toEqual([64, 0, 0]);
  expect(config).toContain('num_classes=16');
});
