import { expect, it } from 'vitest';
import { VOC } from '../formats/voc/format.ts';
import { entryOf, smallDataset, smallSource } from '../small-dataset.fixture.ts';
import { datasetCard } from './dataset-card.ts';

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
  const input = smallDataset({ ...smallSource(), entries });
  const card = datasetCard(input, VOC, { masks: 'MASKS', loading: 'LOADING' }, ['Two lines were dropped.']);
  expect(card).toContain('2 pictures (1 train, 1 val) as Pascal VOC 2012.');
  expect(card).toContain('the masks are pseudo-labels');
  expect(card).toContain(
    '- `emoji-scenes`, UNet SHA-256 `ab12`\n- `sd`, UNet SHA-256 `ab12`, all files SHA-256 `cd34`\n',
  );
  expect(card).toContain('| 0 | background | 0, 0, 0 | 2 | 17 |');
  expect(card).toContain('| 8 | cat | 64, 0, 0 | 1 | 3 |');
  expect(card).toContain('| 15 | person | 192, 128, 128 | 0 | 0 |');
  expect(card).toContain('| 255 | ignored | 224, 224, 192 | 1 | 2 |');
  for (const text of ['MASKS', 'LOADING', '- Two lines were dropped.\n\n## Split']) expect(card).toContain(text);
});
