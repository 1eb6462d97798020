import { describe, expect, test } from 'vitest';
import { readOnnxGraph } from '../file/read-graph.ts';
import {
  ATTENTION_STYLES,
  type AttentionStyle,
  attentionModel,
  CHANNELS,
  HEAD_DIM,
  HEADS,
} from '../testing/attention-models.testkit.ts';
import { OPEN_STYLES, REFERENCED_STYLES } from '../testing/export-styles.testkit.ts';
import {
  multiHeadWithBias,
  ONE_PROJECTION_STYLES,
  packedMultiHead,
  packedWeight,
} from '../testing/packed-models.testkit.ts';
import { QUANTISED_STYLES } from '../testing/quantised-styles.testkit.ts';
import { disguiseModel } from '../testing/rewrite-model.testkit.ts';
import {
  firstHeadOnly,
  integerScores,
  normalisedKeys,
  SCORE_STYLES,
  SLICED_BATCH,
  SLICED_SIDE,
} from '../testing/score-models.testkit.ts';
import type { AttentionSite } from '../types.ts';
import { findAttentionSites } from './find-attention-sites.ts';

const search = (style: AttentionStyle, sizes?: readonly (string | number)[]) =>
  findAttentionSites(readOnnxGraph(attentionModel(style, 16, sizes)));

const structure = ({ index, kind, heads, headDim, scale, downscale, query, key, keyProjection }: AttentionSite) => ({
  ...{ index, kind, heads, headDim, scale, downscale },
  channels: [query.channels, key.channels, keyProjection.channels],
  flat: [query.flat?.width, key.flat?.width],
  projected: [query.layer !== null, key.layer !== null],
});

test.each([...OPEN_STYLES, ...REFERENCED_STYLES, ...QUANTISED_STYLES])(
  '$name: names and the order of nodes do not matter',
  ({ build }) => {
    let state = 5;
    const random = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const model = build();
    const plain = findAttentionSites(readOnnxGraph(model));
    const disguised = findAttentionSites(readOnnxGraph(disguiseModel(model, random)));
    expect(disguised.untapped).toEqual([]);
    expect(disguised.sites.map(structure)).toEqual(plain.sites.map(structure));
  },
);

describe('how Q and K are derived', () => {
  const sitesOf = (style: AttentionStyle) => {
    const [self, cross] = search(style).sites;
    return { self: self!, cross: cross! };
  };

  test('outputs of a Split are tapped as they are; the class prompt takes its part of the weight', () => {
    const { self, cross } = sitesOf(ONE_PROJECTION_STYLES['one projection, Split into Q, K and V']!);
    expect(self.query).toEqual({ tensor: 't/Split_0_out0', flat: null, layer: null, channels: null, addedBias: null });
    expect(self.key.tensor).toBe('t/Split_0_out1');
    expect(cross.keyProjection).toEqual({
      layer: { weight: 'attn2.to_kv.weight', weightTransposed: false, bias: null, repeated: null },
      channels: { groups: 1, start: 0, end: CHANNELS },
      addedBias: null,
    });
  });

  test('channels that lie within each head are cut out of every head', () => {
    const { self } = sitesOf(ONE_PROJECTION_STYLES['one projection, Q, K and V within each head']!);
    expect(self.query.channels).toEqual({ groups: HEADS, start: 0, end: HEAD_DIM });
    expect(self.key.channels).toEqual({ groups: HEADS, start: HEAD_DIM, end: 2 * HEAD_DIM });
  });

  test('a product of flattened tokens gets its batch back', () => {
    const { self } = sitesOf(ONE_PROJECTION_STYLES['one projection by Gemm on flattened tokens']!);
    expect(self.query.flat).toEqual({ batchOf: 'sample', width: 3 * CHANNELS });
    expect(self.key.channels).toEqual({ groups: 1, start: CHANNELS, end: 2 * CHANNELS });
  });

  test('packed operands are cut, head by head', () => {
    const { self, cross } = sitesOf(packedMultiHead);
    expect(self.key.channels).toEqual({ groups: HEADS, start: HEAD_DIM, end: 2 * HEAD_DIM });
    expect(cross.query.channels).toBeNull();
    expect(cross.keyProjection.channels).toEqual({ groups: HEADS, start: 0, end: HEAD_DIM });
  });

  test('a bias inside the operator is added to Q, K and K of the class prompt', () => {
    const { cross } = sitesOf(multiHeadWithBias);
    const keyPart = { tensor: 'attn2.bias', channels: { groups: 1, start: CHANNELS, end: 2 * CHANNELS } };
    expect(cross.query.addedBias?.channels).toEqual({ groups: 1, start: 0, end: CHANNELS });
    expect(cross.keyProjection.addedBias).toEqual(keyPart);
  });

  test('where no tensor holds Q or K, they are projected anew', () => {
    const { self } = sitesOf(packedWeight);
    expect(self.query.layer).toEqual({
      weight: 'attn1.weight',
      weightTransposed: false,
      bias: 'attn1.bias',
      repeated: null,
    });
    expect(self.key.tensor).toBe(self.query.tensor);
  });
});

test('paths come from metadata where names say nothing', () => {
  const paths = search(SCORE_STYLES['dynamo export']!).sites.map(({ path }) => path);
  const block = 'down_blocks.0.attentions.0.transformer_blocks.0';
  expect(paths).toEqual([`${block}.attn1`, `${block}.attn2`]);
});

test.each([
  [12, 20],
  [7, 13],
])('latents of fixed size %i×%i', (height, width) => {
  const { sites } = search(ATTENTION_STYLES['scale on Q']!, [2, height, width]);
  expect(sites).toMatchObject([{ downscale: 1 }, { downscale: 1 }]);
});

describe('attention that cannot be tapped is listed with the reason', () => {
  const plain = ATTENTION_STYLES['scale on Q']!;
  /** The first layer as usual, so that something is found, and the second in another style. */
  const second = (other: AttentionStyle): AttentionStyle => {
    return (b, layer) => (layer.x === layer.context ? plain(b, layer) : other(b, layer));
  };
  const contrib = (op: string, attributes: Readonly<Record<string, number>> = {}): AttentionStyle => {
    return (b, { x, context }) => {
      const inputs = [x, b.weight(`${op}.weight`, [CHANNELS, 3 * CHANNELS]), b.weight('bias', [3 * CHANNELS]), context];
      const extras = { domain: 'com.microsoft', attributes: { num_heads: HEADS, ...attributes } };
      return b.richNode(op, inputs, extras)[0] ?? '';
    };
  };

  test.each([
    ['an operator between projection and scores', second(normalisedKeys), /K: Tanh .* stands between/],
    ['scores made of integers', second(integerScores), /QLinearMatMul/],
    ['slices that do not make up a whole', second(firstHeadOnly), /only 25 % of its scores/],
    [
      'a fused operator without a rule',
      second(contrib('GroupQueryAttention')),
      /GroupQueryAttention .* without a rule/,
    ],
    ['causal attention', second(contrib('Attention', { unidirectional: 1 })), /unidirectional/],
    ['rotated keys', second(contrib('Attention', { do_rotary: 1 })), /do_rotary/],
  ])('%s', (_, style, reason) => {
    const { sites, untapped } = search(style, [SLICED_BATCH, SLICED_SIDE, SLICED_SIDE]);
    expect(sites).toMatchObject([{ kind: 'self' }]);
    expect(untapped).toHaveLength(1);
    expect(untapped[0]?.reason).toMatch(reason);
  });

  test('with no site left the error says what was searched and what was refused', () => {
    expect(() => search(normalisedKeys)).toThrow(
      /Softmax between two MatMuls or Einsums.*MultiHeadAttention of com.microsoft.*one packed weight.*2 Softmax.*Tanh/s,
    );
  });
});
