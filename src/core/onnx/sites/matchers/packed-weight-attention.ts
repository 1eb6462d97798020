import { numberAttribute, numbersAttribute } from '../../file/node-attributes.ts';
import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { LinearLayer, OnnxNode, RepeatedNodes } from '../../types.ts';
import { integerProjection } from './integer-projection.ts';
import type { MatchedSide, MatchResult, SiteMatcher } from './site-matcher.ts';

/**
 * `Attention` and, quantised, `QAttention` of com.microsoft: projections and attention in one operator, with one weight
 * `[C, Q|K|V]` and one bias (ONNX Runtime, docs/ContribOperators.md). Q and K exist nowhere in the graph, so the tap fragment projects them anew.
 */
export const packedWeightAttention: SiteMatcher = {
  looksFor: 'Attention of com.microsoft with one packed weight',
  match(probe, anchor) {
    if (anchor.domain !== 'com.microsoft' || !/Attention$/.test(anchor.op)) return null;
    if (anchor.op === 'Attention') return readOperator(probe, anchor, PLAIN);
    if (anchor.op === 'QAttention') return readOperator(probe, anchor, QUANTISED);
    return { reason: `${anchor.op} of com.microsoft is an operator without a rule here` };
  },
};

/** What an operator of this kind has where among its inputs. */
interface Operator {
  readonly past: number;
  readonly repeated: (probe: GraphProbe, anchor: OnnxNode) => RepeatedNodes | null;
}

const PLAIN: Operator = { past: 4, repeated: () => null };
const QUANTISED: Operator = { past: 8, repeated: integerProjection };

function readOperator(probe: GraphProbe, anchor: OnnxNode, operator: Operator): MatchResult {
  const [input, weight, bias] = anchor.inputs;
  const shape = probe.facts(input ?? '').shape;
  const [, columns] = probe.facts(weight ?? '').shape ?? [];
  if (!input || !weight || shape?.length !== 3 || !columns || probe.facts(weight).origins !== 0) {
    return { reason: 'Attention has no input [B, N, C] or no constant weight' };
  }
  const heads = numberAttribute(anchor, 'num_heads', 0);
  if (heads === 0) return { reason: 'Attention does not say how many heads it has' };
  const changed = ['unidirectional', 'do_rotary'].find((name) => numberAttribute(anchor, name, 0) === 1);
  if (changed) return { reason: `Attention changes its scores (${changed})` };
  if (anchor.inputs[operator.past]) return { reason: 'Attention continues from earlier keys' };
  const channels = numbersAttribute(anchor, 'qkv_hidden_sizes')?.[0] ?? columns / 3;
  const layer = { weight, weightTransposed: false, bias: bias || null, repeated: operator.repeated(probe, anchor) };
  const side = (part: number) => packedSide(anchor, { input, layer, channels, part });
  return {
    match: {
      heads,
      headDim: channels / heads,
      scale: numberAttribute(anchor, 'scale', 0) || (channels / heads) ** -0.5,
      queryTokens: shape[1] as number,
      query: side(0),
      key: side(1),
      share: 1,
      probabilityTensor: null,
      headsInBatch: false,
      hasRoundedScores: false,
      probabilityDataType: 0,
    },
  };
}

interface PackedSide {
  readonly input: string;
  readonly layer: LinearLayer;
  readonly channels: number;
  /** 0 for Q, 1 for K. */
  readonly part: number;
}

function packedSide(node: OnnxNode, { input, layer, channels, part }: PackedSide): MatchedSide {
  const slice = { groups: 1, start: part * channels, end: (part + 1) * channels };
  const remake = { layer, channels: slice, addedBias: null };
  return {
    projection: { node, output: '', input, channels, ...layer },
    recipe: { tensor: input, flat: null, ...remake },
    remake,
  };
}
