import { describe, expect, it } from 'vitest';
import { pixelShares } from './pixel-shares.ts';

const labelSet = {
  id: 'voc',
  name: 'VOC',
  classes: [{ id: 8, name: 'cat', promptName: 'cat', synonyms: [], color: [64, 0, 0] as const }],
};

describe('pixelShares', () => {
  it('lists classes, background and void, and shares add up to 1', () => {
    const rows = pixelShares({ background: 50, void: 10, classes: { 8: 40 } }, [8], labelSet);
    expect(rows.map((row) => [row.name, row.share])).toEqual([
      ['cat', 0.4],
      ['background', 0.5],
      ['void', 0.1],
    ]);
  });

  it('keeps a class without pixels, and survives an empty picture', () => {
    const rows = pixelShares({ background: 0, void: 0, classes: {} }, [8, 9], labelSet);
    expect(rows.map((row) => [row.name, row.share])).toEqual([
      ['cat', 0],
      ['class 9', 0],
      ['background', 0],
      ['void', 0],
    ]);
  });
});
