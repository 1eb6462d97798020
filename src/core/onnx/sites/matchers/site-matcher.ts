import type { GraphProbe } from '../../shapes/probe-graph.ts';
import type { LinearLayer, OnnxNode, ProjectionRecipe, TensorRecipe } from '../../types.ts';

/** A linear layer of the graph, perhaps one that makes Q, K and V at once. */
export interface Projection extends LinearLayer {
  /** MatMul, Gemm, the Add of the bias, or a fused operator that projects itself. */
  readonly node: OnnxNode;
  readonly output: string;
  readonly input: string;
  /** All that it makes. */
  readonly channels: number;
}

/** Q or K, and how it is had. */
export interface MatchedSide {
  readonly projection: Projection;
  readonly recipe: TensorRecipe;
  readonly remake: ProjectionRecipe;
}

/** What a matcher reads off the graph; the finder adds kind, place and level. */
export interface AttentionMatch {
  readonly heads: number;
  readonly headDim: number;
  readonly scale: number;
  /** Tokens of the picture, N. */
  readonly queryTokens: number;
  readonly query: MatchedSide;
  readonly key: MatchedSide;
  /** How much of the site's attention is computed here: below 1 where the graph does it in slices. */
  readonly share: number;
  readonly probabilityTensor: string | null;
  readonly headsInBatch: boolean;
  readonly hasRoundedScores: boolean;
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
