import { numberAttribute, numbersAttribute } from '../../file/node-attributes.ts';
import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { OnnxNode } from '../../types.ts';
import type { MatchedSide, MatchResult, SiteMatcher } from './site-matcher.ts';

/**
 * `Attention` of com.microsoft: projections and attention in one operator, with one weight `[C, Q|K|V]` and one bias
 * (ONNX Runtime, docs/ContribOperators.md). Q and K exist nowhere in the graph, so the tap fragment projects them anew.
 */
export const packedWeightAttention: SiteMatcher = {
  looksFor: 'Attention of com.microsoft with one packed weight',
  match(probe, anchor) {
    if (anchor.domain !== 'com.microsoft' || !/Attention$/.test(anchor.op)) return null;
    if (anchor.op !== 'Attention')
      return { reason: `${anchor.op} of com.microsoft is an operator without a rule here` };
    return readOperator(probe, anchor);
  },
};

const PAST_INPUT = 4;

function readOperator(probe: GraphProbe, anchor: OnnxNode): MatchResult {
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
  if (anchor.inputs[PAST_INPUT]) return { reason: 'Attention continues from earlier keys' };
  const channels = numbersAttribute(anchor, 'qkv_hidden_sizes')?.[0] ?? columns / 3;
  const side = (part: number): MatchedSide => packedSide(anchor, { input, weight, bias: bias || null, channels, part });
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
      probabilityDataType: 0,
    },
  };
}

interface PackedSide {
  readonly input: string;
  readonly weight: string;
  readonly bias: string | null;
  readonly channels: number;
  /** 0 for Q, 1 for K. */
  readonly part: number;
}

function packedSide(node: OnnxNode, { input, weight, bias, channels, part }: PackedSide): MatchedSide {
  const layer = { weight, weightTransposed: false, bias };
  const slice = { groups: 1, start: part * channels, end: (part + 1) * channels };
  const remake = { layer, channels: slice, addedBias: null };
  return {
    projection: { node, output: '', input, channels, ...layer },
    recipe: { tensor: input, flat: null, ...remake },
    remake,
  };
}
