import { expect, it } from 'vitest';
import { labelsOf } from '../../labelmap.ts';
import { smallLabelSet } from '../../small-dataset.fixture.ts';
import { mmsegmentationConfig } from './mmsegmentation-config.ts';

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
