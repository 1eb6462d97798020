import { linear } from './layers.ts';
import type { ModelWriter } from './model-writer.ts';

/** How softmax(QKᵀ)·V is written out, after the exporters of PyTorch. */
export const ATTENTION_STYLES = ['sdpa', 'eager'] as const;
export type AttentionStyle = (typeof ATTENTION_STYLES)[number];

export interface AttentionShape {
  readonly channels: number;
  /** Width of what K and V are made of. */
  readonly contextWidth: number;
  readonly heads: number;
  readonly style: AttentionStyle;
  /** Whether Q, K and V have a bias; the last projection always has one. */
  readonly bias: boolean;
  /** Added to the scores, `[T,T]`. */
  readonly mask?: string;
}

interface Product {
  readonly heads: number;
  readonly headDim: number;
  readonly mask: string | undefined;
}

/** Multi-head attention of `x` `[B,N,C]` to `context` `[B,M,contextWidth]`, with its four projections. */
export function attention(w: ModelWriter, path: string, x: string, context: string, shape: AttentionShape): string {
  const { channels, contextWidth, heads, bias } = shape;
  const project = (name: string, input: string, from: number) =>
    linear(w, `${path}.${name}`, input, [from, channels], { bias });
  const q = project('to_q', x, channels);
  const k = project('to_k', context, contextWidth);
  const v = project('to_v', context, contextWidth);
  const product = { heads, headDim: channels / heads, mask: shape.mask };
  const joined = (shape.style === 'sdpa' ? sdpa : eager)(w, path, [q, k, v], product);
  return linear(w, `${path}.to_out.0`, joined, [channels, channels]);
}

const HEADS_FIRST = [0, 2, 1, 3];

function splitHeads(w: ModelWriter, path: string, x: string, { heads, headDim }: Product, perm = HEADS_FIRST): string {
  const split = w.layerNode(path, 'Reshape', [x, w.integers([0, -1, heads, headDim])]);
  return w.layerNode(path, 'Transpose', [split], { perm });
}

function joinHeads(w: ModelWriter, path: string, x: string, { heads, headDim }: Product): string {
  const turned = w.layerNode(path, 'Transpose', [x], { perm: HEADS_FIRST });
  return w.layerNode(path, 'Reshape', [turned, w.integers([0, -1, heads * headDim])]);
}

function softmax(w: ModelWriter, path: string, scores: string, mask: string | undefined): string {
  const masked = mask ? w.layerNode(path, 'Add', [scores, mask]) : scores;
  return w.layerNode(path, 'Softmax', [masked], { axis: -1 });
}

type Qkv = readonly [q: string, k: string, v: string];

/** torch's scaled_dot_product_attention: four axes, the root of the scale on Q and on K. */
function sdpa(w: ModelWriter, path: string, [q, k, v]: Qkv, product: Product): string {
  const root = w.scalar(product.headDim ** -0.25);
  const queries = w.layerNode(path, 'Mul', [splitHeads(w, path, q, product), root]);
  const keys = w.layerNode(path, 'Mul', [splitHeads(w, path, k, product, [0, 2, 3, 1]), root]);
  const probabilities = softmax(w, path, w.layerNode(path, 'MatMul', [queries, keys]), product.mask);
  const values = splitHeads(w, path, v, product);
  return joinHeads(w, path, w.layerNode(path, 'MatMul', [probabilities, values]), product);
}

/** diffusers' own processor: heads folded into the batch, one scale after the product. */
function eager(w: ModelWriter, path: string, [q, k, v]: Qkv, product: Product): string {
  const { heads, headDim, mask } = product;
  const lastTwo = (x: string, axes: readonly [number, number]) =>
    w.layerNode(path, 'Slice', [w.layerNode(path, 'Shape', [x]), ...axes.map((axis) => w.integers([axis]))]);
  const fold = (x: string) => {
    const split = splitHeads(w, path, x, product);
    const shape = w.layerNode(path, 'Concat', [w.integers([-1]), lastTwo(split, [2, 4])], { axis: 0 });
    return w.layerNode(path, 'Reshape', [split, shape]);
  };
  const keys = w.layerNode(path, 'Transpose', [fold(k)], { perm: [0, 2, 1] });
  const scores = w.layerNode(path, 'MatMul', [fold(q), keys]);
  const scaled = w.layerNode(path, 'Mul', [scores, w.scalar(headDim ** -0.5)]);
  const mixed = w.layerNode(path, 'MatMul', [softmax(w, path, scaled, mask), fold(v)]);
  const shape = w.layerNode(path, 'Concat', [w.integers([-1, heads]), lastTwo(mixed, [1, 3])], { axis: 0 });
  return joinHeads(w, path, w.layerNode(path, 'Reshape', [mixed, shape]), product);
}
