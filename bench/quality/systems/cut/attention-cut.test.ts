import { describe, expect, test } from 'vitest';
import { seededUniform } from '../../../../src/core/evaluate/seeded-uniform.ts';
import { attentionCut } from './attention-cut.ts';
import { coherenceEdges } from './coherence.ts';
import { semanticLinks } from './semantic-links.ts';

/** A picture of two halves, one red and one blue, `side` pixels a side. */
function halves(side: number) {
  const rgba = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const isLeft = pixel % side < side / 2;
    rgba.set(isLeft ? [200, 20, 20] : [20, 20, 200], pixel * 4);
  }
  return { width: side, height: side, rgba };
}

/** A_S of tokens that attend to their own half, and a little everywhere. */
function selfOfHalves(side: number): Float32Array {
  const tokens = side * side;
  const isLeft = (token: number) => token % side < side / 2;
  return Float32Array.from({ length: tokens * tokens }, (_, at) =>
    isLeft(Math.floor(at / tokens)) === isLeft(at % tokens) ? 0.9 : 0.1,
  );
}

const leftHalf = (side: number) => Array.from({ length: side * side }, (_, cell) => (cell % side < side / 2 ? 1 : 0));

describe('the attention cut', () => {
  const side = 8;
  /** Says left, with a fifth of the cells wrong. */
  const uniform = seededUniform(3);
  const evidence = Float32Array.from(leftHalf(side), (value) => (uniform() < 0.2 ? 1 - value : value) * 0.4 + 0.3);
  const links = semanticLinks(selfOfHalves(4), 4, 4);

  test.each([
    ['spatial', { semantic: 0, spatial: 1 }],
    ['semantic', { semantic: 1, spatial: 0 }],
    ['both', { semantic: 0.5, spatial: 0.5 }],
  ])('mends evidence by what belongs together: %s', (_, shares) => {
    const alone = Array.from(evidence, (value) => (value > 0.5 ? 1 : 0));
    expect(alone).not.toEqual(leftHalf(side));
    const edges = coherenceEdges(halves(16), links, side, shares);
    expect([...attentionCut(evidence, 0.5, 2, edges)]).toEqual(leftHalf(side));
  });

  test('is the evidence over the level where nothing coheres', () => {
    const edges = coherenceEdges(halves(16), links, side, { semantic: 0.5, spatial: 0.5 });
    const cut = attentionCut(evidence, 0.5, 1e-6, edges);
    expect([...cut]).toEqual(Array.from(evidence, (value) => (value > 0.5 ? 1 : 0)));
  });

  test('finds less of the object the higher the level', () => {
    const edges = coherenceEdges(halves(16), links, side, { semantic: 0.5, spatial: 0.5 });
    const areas = [0.2, 0.5, 0.9].map((level) => attentionCut(evidence, level, 2, edges).filter(Boolean).length);
    expect(areas).toEqual([64, 32, 0]);
  });
});

describe('coherence', () => {
  const total = (shares: { semantic: number; spatial: number }) =>
    coherenceEdges(halves(16), semanticLinks(selfOfHalves(4), 4, 4), 8, shares).weights.reduce((a, b) => a + b, 0);

  test('weighs one a cell, however it is shared', () => {
    expect(total({ semantic: 1, spatial: 0 })).toBeCloseTo(64 / 2, 9);
    expect(total({ semantic: 0.3, spatial: 0.7 })).toBeCloseTo(64 / 2, 9);
  });

  test('is between neighbours alike in a picture of one colour', () => {
    const picture = { ...halves(16), rgba: new Uint8ClampedArray(16 * 16 * 4).fill(128) };
    const { weights } = coherenceEdges(picture, semanticLinks(selfOfHalves(4), 4, 4), 8, { semantic: 0, spatial: 1 });
    expect(Math.min(...weights) / Math.max(...weights)).toBeCloseTo(Math.SQRT1_2, 9);
  });
});

test('semantic links join tokens with those that share most attention, both ways and never with themselves', () => {
  // Rows sum to 1: 0 and 1 attend to each other, 2 to 0 without an answer.
  const self = Float32Array.of(0.2, 0.7, 0, 0.1, 0.8, 0.1, 0, 0.1, 0.6, 0, 0.4, 0, 0.1, 0, 0, 0.9);
  const { links } = semanticLinks(self, 2, 1);
  const found = Array.from({ length: links.length / 3 }, (_, link) => [...links.slice(3 * link, 3 * link + 3)]);
  expect(found.map(([token, other]) => [token, other])).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
  ]);
  expect(found.map(([, , weight]) => weight)).toEqual([
    expect.closeTo(0.75, 6),
    expect.closeTo(0.3, 6),
    expect.closeTo(0.1, 6),
  ]);
});
