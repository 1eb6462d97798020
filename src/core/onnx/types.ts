export type SiteKind = 'self' | 'cross';
export type SitePlace = 'down' | 'mid' | 'up' | 'unknown';

/** One attention layer of the UNet (DESIGN: attention site). Tensor names are names of the ONNX graph. */
export interface AttentionSite {
  /** Rank in execution order among all sites. */
  readonly index: number;
  readonly kind: SiteKind;
  readonly place: SitePlace;
  /** A label for people, such as `up_blocks.2.attentions.1.transformer_blocks.0.attn1`. */
  readonly path: string;
  readonly heads: number;
  readonly headDim: number;
  /** Factor on QKᵀ before the softmax, usually headDim^-½. */
  readonly scale: number;
  /** Latent side divided by this is the site's side: 1, 2, 4, … */
  readonly downscale: number;
  /** Unscaled projection `[B, N, heads·headDim]`, the last axis head-major. */
  readonly queryTensor: string;
  /** Unscaled projection `[B, M, heads·headDim]`. */
  readonly keyTensor: string;
  /** Softmax output `[B, heads, N, M]`, where the graph has one (fused attention has none). */
  readonly probabilityTensor: string | null;
  /** Weight `[context, heads·headDim]` that makes K by MatMul, ready to be used on another input. */
  readonly keyWeightTensor: string;
  /** Bias `[heads·headDim]` of that projection, if it has one. */
  readonly keyBiasTensor: string | null;
}

/** A place that looked like attention but cannot be tapped. */
export interface UntappedSite {
  readonly path: string;
  readonly reason: string;
}

export interface SiteSearch {
  readonly sites: readonly AttentionSite[];
  readonly untapped: readonly UntappedSite[];
}

export interface TensorInfo {
  readonly name: string;
  /** ONNX TensorProto.DataType: 1 float, 7 int64, 10 float16, 6 int32 … */
  readonly dataType: number;
  /** A number, or the symbolic name of a free dimension. */
  readonly shape: readonly (number | string)[];
}

/** Names of the outputs and inputs that a tap fragment adds. */
export interface QkTap {
  readonly site: AttentionSite;
  readonly query: string;
  /** Self: K of the picture. Cross: K of the class prompt. */
  readonly key: string;
}

/** One small map a side: the probabilities of the conditional half, averaged over heads and summed over the side's sites. */
export interface MapTap {
  readonly kind: SiteKind;
  readonly downscale: number;
  readonly siteCount: number;
  /** Cross only: softmax over all positions of the class prompt, or over class tokens. */
  readonly softmax: 'all' | 'classes';
  /** Output name; `[N,N]` for self, `[N,T]` for cross. */
  readonly output: string;
}

export interface TapFragment {
  /** Serialized ModelProto to append to the model file. */
  readonly bytes: Uint8Array;
  readonly qk: readonly QkTap[];
  readonly maps: readonly MapTap[];
  /** New input `[1, T, context]`: hidden states of the class prompt. */
  readonly classHiddenStates: string;
  /** New input `[T]` fp32, 0 at class tokens and a large negative number elsewhere; `maps` mode only. */
  readonly classTokenBias: string | null;
}
