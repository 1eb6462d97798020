import type { GraphProbe } from '../probe-graph.ts';
import type { OnnxNode } from '../types.ts';

/** The linear layer that makes Q or K. */
export interface Projection {
  /** MatMul, Gemm, or the Add of the bias. */
  readonly node: OnnxNode;
  readonly output: string;
  readonly input: string;
  readonly weight: string;
  /** The weight is `[C, context]`, as Gemm's transB reads it. */
  readonly weightTransposed: boolean;
  readonly bias: string | null;
  /** C = heads·headDim. */
  readonly channels: number;
}

/** What a matcher reads off the graph; the finder adds kind, place and level. */
export interface AttentionMatch {
  readonly heads: number;
  readonly scale: number;
  /** Tokens of the picture, N. */
  readonly queryTokens: number;
  readonly query: Projection;
  readonly queryTensor: string;
  readonly key: Projection;
  readonly keyTensor: string;
  readonly probabilityTensor: string | null;
  readonly headsInBatch: boolean;
  readonly probabilityDataType: number;
}

/** Null: this node is no attention of this kind. A reason: it is, but its Q and K cannot be had. */
export type MatchResult = { readonly match: AttentionMatch } | { readonly reason: string } | null;

/** Recognises one way in which exporters and optimisers write attention. One file each, listed in find-attention-sites.ts. */
export interface SiteMatcher {
  /** What it looks for, in words for the message about a graph where nothing was found. */
  readonly looksFor: string;
  match(probe: GraphProbe, anchor: OnnxNode): MatchResult;
}
