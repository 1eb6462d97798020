import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SeedContent, seedOf } from './seed-of.ts';

const content: SeedContent = {
  caption: 'a cat on the grass',
  classPrompt: 'cat',
  settings: { style: 'caption+classes', negativePrompt: '', steps: 20, guidance: 5, sampler: 'ddim', eta: 0 },
  baseSeed: 7,
  repetition: 0,
};

test('is an unsigned 32-bit number, the same in every version', () => {
  expect(seedOf(content)).toBe(1_479_436_886);
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(), fc.nat(), (caption, classPrompt, baseSeed, repetition) => {
      const seed = seedOf({ ...content, caption, classPrompt, baseSeed, repetition });
      expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
    }),
  );
});

describe('what counts', () => {
  test.each<[string, Partial<SeedContent>]>([
    ['the caption', { caption: 'a cat on the sand' }],
    ['the class prompt', { classPrompt: 'cat dog' }],
    ['how many steps', { settings: { ...content.settings, steps: 21 } }],
    ['a setting that is added', { settings: { ...content.settings, selfPower: 2 } }],
    ['the base seed', { baseSeed: 8 }],
    ['the repetition', { repetition: 1 }],
  ])('%s', (_, change) => {
    expect(seedOf({ ...content, ...change })).not.toBe(seedOf(content));
  });

  test('where one text ends and the next begins', () => {
    const left = seedOf({ ...content, caption: 'a cat', classPrompt: 'dog' });
    expect(seedOf({ ...content, caption: 'a cat dog', classPrompt: '' })).not.toBe(left);
  });
});

describe('what does not count', () => {
  test('the order of settings, settings that are undefined, and what is told elsewhere', () => {
    const { style, ...rest } = content.settings;
    const whole = {
      ...rest,
      style,
      renoiseTimesteps: undefined,
      caption: 'x',
      classIds: [3],
      labelSetId: 'y',
      seed: 1,
    };
    expect(seedOf({ ...content, settings: whole as unknown as SeedContent['settings'] })).toBe(seedOf(content));
  });
});

test('repetitions of one content never share a seed', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (caption, baseSeed) => {
      const seeds = Array.from({ length: 500 }, (_, repetition) =>
        seedOf({ ...content, caption, baseSeed, repetition }),
      );
      expect(new Set(seeds).size).toBe(500);
    }),
    { numRuns: 50 },
  );
});

test('seeds of many contents are spread evenly', () => {
  const sixteenths = new Array<number>(16).fill(0);
  const count = 16_000;
  for (let i = 0; i < count; i++) {
    const sixteenth = seedOf({ ...content, caption: `a cat, ${i}` }) >>> 28;
    sixteenths[sixteenth] = (sixteenths[sixteenth] ?? 0) + 1;
  }
  // χ² with 15 degrees of freedom exceeds 37.7 once in a thousand.
  const chiSquare = sixteenths.reduce((sum, seen) => sum + (seen - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(37.7);
});
