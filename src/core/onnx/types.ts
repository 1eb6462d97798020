export type SiteKind = 'self' | 'cross';
export type SitePlace = 'down' | 'mid' | 'up' | 'unknown';

/**
 * A part of the channels of a wider tensor, whose last axis is seen as `[groups, width]`: of every group the channels
 * start … end − 1. One group where Q, K and V lie beside each other; as many as heads where each head's lie together.
 */
export interface ChannelSlice {
  readonly groups: number;
  readonly start: number;
  readonly end: number;
}

/** A linear layer of the graph, x·W + b. */
export interface LinearLayer {
  /** `[context, channels]`; of a quantised layer the integers, in whatever order its operator wants them. */
  readonly weight: string;
  /** The weight is stored `[channels, context]`, as a Gemm with transB reads it. */
  readonly weightTransposed: boolean;
  /** `[channels]`. */
  readonly bias: string | null;
  /** What makes the layer's output where that is more than x·W + b: rounded numbers, integer products. */
  readonly repeated: RepeatedNodes | null;
}

/** Nodes between two tensors of the graph, in an order in which they run; all else that they read is there already. */
export interface RepeatedNodes {
  readonly input: string;
  readonly output: string;
  readonly nodes: readonly OnnxNode[];
}

/** How Q or K is had from a tensor `[B, N, …]`: what is not null is done in this order by nodes of the tap fragment. */
export interface TensorRecipe {
  /** Q or K itself, a tensor that it is packed into, or what its projection reads. */
  readonly tensor: string;
  /** The tensor is `[B·N, width]`, with the batch size of the tensor named here. */
  readonly flat: { readonly batchOf: string; readonly width: number } | null;
  readonly layer: LinearLayer | null;
  readonly channels: ChannelSlice | null;
  /** Bias that the fused operator adds itself, out of a list for Q, K and V. */
  readonly addedBias: { readonly tensor: string; readonly channels: ChannelSlice } | null;
}

export interface ProjectionRecipe extends Pick<TensorRecipe, 'channels' | 'addedBias'> {
  readonly layer: LinearLayer;
}

/** One attention layer of the UNet. Tensor names are names of the ONNX graph. */
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
  /** 1, 2, 4, …, or a fraction (`downscaleOf`): the site's side is `siteSide` of this and the latent's side. */
  readonly downscale: number;
  /** Unscaled Q `[B, N, heads·headDim]`, the last axis head-major; after a flat Gemm perhaps `[B, N, heads, headDim]`. */
  readonly query: TensorRecipe;
  /** Unscaled K `[B, M, heads·headDim]`, or split like Q. */
  readonly key: TensorRecipe;
  /** What makes K of another prompt's hidden states `[B, T, context]`. */
  readonly keyProjection: ProjectionRecipe;
  /** Softmax output `[B, heads, N, M]`, where the graph has one (fused attention and attention in slices have none). */
  readonly probabilityTensor: string | null;
  /** The softmax output is `[B·heads, N, M]` instead, batch-major. */
  readonly headsInBatch: boolean;
  /** The graph rounds its scores to a few bits before the softmax, so that its probabilities are not those of its Q and K. */
  readonly hasRoundedScores: boolean;
  /** TensorProto.DataType of the softmax output; an export may compute it wider than Q and K. */
  readonly probabilityDataType: number;
  /** TensorProto.DataType of Q, K and the weight: 1 float, 10 float16. */
  readonly dataType: number;
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

/** A tensor that the file stores: an initialiser, or the value of a Constant. */
export interface StoredTensor {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly number[];
  /** View of `raw_data` in the file's bytes, never a copy; null where the file uses typed fields or external data. */
  readonly rawData: Uint8Array | null;
  /** The numbers, decoded, of a tensor with few elements; null for the others. */
  readonly values: readonly number[] | null;
}

export type AttributeValue = number | string | readonly number[] | StoredTensor;

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  /** Empty for the standard operators, `com.microsoft` for ONNX Runtime's own. */
  readonly domain: string;
  /** An omitted optional input is an empty string. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Numbers, strings, lists of numbers and tensors; subgraphs are left out. */
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** `metadata_props`, where the dynamo exporter keeps the layer's path. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The main graph of an ONNX file, read without copying tensor bytes. */
export interface OnnxGraph {
  /** In file order, which need not be execution order. */
  readonly nodes: readonly OnnxNode[];
  readonly initialisers: ReadonlyMap<string, StoredTensor>;
  /** Without those initialisers that old files repeat as inputs. */
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Operator set version by domain; the standard domain is the empty string. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** What a model takes and gives: dtype and shape decide how its tensors are built. */
export interface ModelIo {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

/**
 * Outputs of the tapped model that carry Q and K of a site: the graph's own tensors, or ones that the fragment makes. In mode
 * `maps` the last row of the batch only, fp32.
 */
export interface QkTap {
  readonly site: AttentionSite;
  /** `[B, N, heads·headDim]` or `[B, N, heads, headDim]`, in the graph's own dtype. */
  readonly query: string;
  /** Self: K of the picture `[B, N, heads·headDim]`. Cross: K of the class prompt `[1, T, heads·headDim]`. */
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

/** Outputs for the self-check at one site. */
export interface CheckTap {
  readonly site: AttentionSite;
  /** `[B, N, heads·headDim]`, or split into heads. */
  readonly query: string;
  /** Cross: K of the prompt that the picture is made from, not of the class prompt. */
  readonly key: string;
  /** The graph's own softmax output, `[B, heads, N, M]` or `[B·heads, N, M]`. */
  readonly probabilities: string;
}

export interface TapFragment {
  /** Serialized ModelProto to append to the model file. */
  readonly bytes: Uint8Array;
  readonly qk: readonly QkTap[];
  readonly maps: readonly MapTap[];
  readonly checks: readonly CheckTap[];
  /** New input `[1, T, context]`: hidden states of the class prompt, in the dtype of `encoder_hidden_states`. */
  readonly classHiddenStates: string;
  /** New input `[T]` fp32, 0 at class tokens and a large negative number elsewhere; `maps` mode only. */
  readonly classTokenBias: string | null;
}
