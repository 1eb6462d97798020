import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { expandRunLengths } from '../../src/core/dataset/regions/run-lengths.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { examplesFor, SCENES } from '../../src/studio/settings/examples.ts';
import { cardMask } from '../../src/ui/stage/examples/card-mask.ts';
import cards from '../../src/ui/stage/examples/cards/cards.json' with { type: 'json' };
import { madeWith } from './made-with.ts';
import { CARD_FOLDER } from './write-cards.ts';

const AGAIN = 'The example cards were made with something else. Make them again: npm run example-cards';
const files = readdirSync(CARD_FOLDER);

describe('the example cards', () => {
  it('are of the bundled weights, the studio’s settings and today’s examples', () => {
    const now = JSON.parse(JSON.stringify(madeWith()));
    for (const [part, value] of Object.entries(now)) {
      expect(cards.madeWith[part as keyof typeof cards.madeWith], `${part}: ${AGAIN}`).toEqual(value);
    }
  });

  it('are a picture and a mask for each example, and nothing else', () => {
    const names = SCENES.map(({ name }) => name);
    expect([...files].sort()).toEqual([...names.map((name) => `${name}.jpg`), 'cards.json'].sort());
    expect(Object.keys(cards.masks)).toEqual(names);
  });

  it.each(examplesFor(VOC_20).map((example) => [example.name, example] as const))(
    '%s shows its classes',
    (name, example) => {
      const { width, height } = decode(readFileSync(join(CARD_FOLDER, `${name}.jpg`)));
      expect([width, height]).toEqual([cards.side, cards.side]);
      const mask = cardMask(example, cards)!;
      const share = (id: number) => mask.filter((each) => each === id).length / mask.length;
      for (const id of example.classIds) expect(share(id)).toBeGreaterThan(0.01);
      const known = new Set([0, 255, ...example.classIds]);
      expect(mask.every((id) => known.has(id))).toBe(true);
      const runs = Object.values(cards.masks[name as keyof typeof cards.masks]).map(expandRunLengths);
      const painted = runs.flatMap((counts) => counts.filter((_, i) => i % 2 === 1));
      // No pixel is of two classes.
      expect(painted.reduce((sum, count) => sum + count, 0)).toBe(mask.filter((id) => id !== 0).length);
    },
  );

  it('take less than 120 KB in all', () => {
    const bytes = files.reduce((sum, file) => sum + statSync(join(CARD_FOLDER, file)).size, 0);
    expect(bytes).toBeLessThan(120_000);
  });
});
