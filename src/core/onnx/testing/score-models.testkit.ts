import { DataType } from '../file/data-types.ts';
import {
  type AttentionStyle,
  CHANNELS,
  fourAxes,
  HEAD_DIM,
  HEADS,
  joinHeads,
  KEY,
  linear,
  QUERY,
  scale,
  scaleAfter,
  toHeads,
} from './attention-models.testkit.ts';
import type { OnnxBuilder } from './onnx-builder.testkit.ts';

const einsum = (b: OnnxBuilder, equation: string, inputs: readonly string[]) =>
  b.richNode('Einsum', inputs, { attributes: { equation } })[0] ?? '';

const split = (b: OnnxBuilder, x: string) => b.node('Reshape', [x, b.integers([0, -1, HEADS, HEAD_DIM])]);

const project = (b: OnnxBuilder, { x, context, width, path }: Parameters<AttentionStyle>[1]) => ({
  q: linear(b, x, `${path}.to_q`, CHANNELS),
  k: linear(b, context, `${path}.to_k`, width),
  v: linear(b, context, `${path}.to_v`, width),
});

/** Tokens before heads and no Transpose at all: the equation tells which axis is which. */
const einsumTokensFirst: AttentionStyle = (b, layer) => {
  const { q, k, v } = project(b, layer);
  const scores = b.node('Mul', [einsum(b, 'b i h d, b j h d -> b h i j', [split(b, q), split(b, k)]), b.float(scale)]);
  const result = einsum(b, 'bhij,bjhd->bihd', [b.node('Softmax', [scores], { axis: -1 }), split(b, v)]);
  return b.node('Reshape', [result, b.integers([0, -1, CHANNELS])]);
};

/** K first, as a product of keys with queries, and scores with tokens before heads. */
export const einsumKeysFirst: AttentionStyle = (b, layer) => {
  const { q, k, v } = project(b, layer);
  const [queries, keys] = [b.node('Mul', [split(b, q), b.float(scale)]), split(b, k)];
  const softmax = b.node('Softmax', [einsum(b, 'bjhd,bihd->bihj', [keys, queries])], { axis: -1 });
  return b.node('Reshape', [einsum(b, 'bihj,bjhd->bihd', [softmax, split(b, v)]), b.integers([0, -1, CHANNELS])]);
};

/** `[B·heads, N, d]` as diffusers' eager processor makes it; the batch is the first size of `x`. */
const fold = (b: OnnxBuilder, x: string) => {
  const heads = toHeads(b, x, QUERY);
  const rest = b.node('Slice', [b.node('Shape', [heads]), b.integers([2]), b.integers([4])]);
  return b.node('Reshape', [heads, b.node('Concat', [b.integers([-1]), rest], { axis: 0 })]);
};

const unfold = (b: OnnxBuilder, x: string) => {
  const rest = b.node('Slice', [b.node('Shape', [x]), b.integers([1]), b.integers([3])]);
  return joinHeads(b, b.node('Reshape', [x, b.node('Concat', [b.integers([-1, HEADS]), rest], { axis: 0 })]));
};

const einsumFolded: AttentionStyle = (b, layer) => {
  const { q, k, v } = project(b, layer);
  const scores = b.node('Mul', [einsum(b, 'b i d, b j d -> b i j', [fold(b, q), fold(b, k)]), b.float(scale)]);
  return unfold(b, einsum(b, 'bij,bjd->bid', [b.node('Softmax', [scores], { axis: -1 }), fold(b, v)]));
};

/** torch's baddbmm with an empty tensor: zeros, multiplied by beta = 0, are added to the scaled scores. */
const classicExport: AttentionStyle = (b, layer) => {
  const { q, k, v } = project(b, layer);
  const keys = b.node('Transpose', [fold(b, k)], { perm: [0, 2, 1] });
  const product = b.node('Mul', [b.node('MatMul', [fold(b, q), keys]), b.float(scale)]);
  const zeros = b.node('ConstantOfShape', [b.node('Shape', [product])]);
  const scores = b.node('Add', [product, b.node('Mul', [zeros, b.float(0)])]);
  const cast = b.node('Cast', [b.node('Softmax', [scores], { axis: -1 })], { to: DataType.float });
  return unfold(b, b.node('MatMul', [cast, fold(b, v)]));
};

/** Keys turned with heads folded into the batch, as the dynamo exporter writes scaled_dot_product_attention. */
const dynamoExport: AttentionStyle = (b, layer) => {
  const { q, k, v } = project(b, { ...layer, path: `val_${layer.path.at(-1)}` });
  const folded = b.node('Transpose', [fold(b, k)], { perm: [0, 2, 1] });
  const rest = b.node('Slice', [b.node('Shape', [folded]), b.integers([1]), b.integers([3])]);
  const keys = b.node('Reshape', [folded, b.node('Concat', [b.integers([-1, HEADS]), rest], { axis: 0 })]);
  const root = b.float(Math.sqrt(scale));
  const scores = b.node('MatMul', [b.node('Mul', [toHeads(b, q, QUERY), root]), b.node('Mul', [keys, root])]);
  const block = 'down_blocks.0.attentions.0.transformer_blocks.0';
  const scopes = `['', 'down_blocks.0', '${block}', '${block}.${layer.path}', 'scaled_dot_product_attention']`;
  const metadata = { 'pkg.torch.onnx.name_scopes': scopes };
  const [softmax = ''] = b.richNode('Softmax', [scores], { attributes: { axis: -1 }, metadata });
  return joinHeads(b, b.node('MatMul', [softmax, toHeads(b, v, QUERY)]));
};

/** Half precision with scores and softmax in single, as pipelines with upcast attention are exported. */
export const upcastHalf: AttentionStyle = (b, { x, context, width, path }) => {
  const to = (dataType: number) => (tensor: string) => b.node('Cast', [tensor], { to: dataType });
  const [half, single] = [to(DataType.float16), to(DataType.float)];
  const layer = (input: string, name: string, rows: number) =>
    b.node('MatMul', [half(input), half(b.weight(`${path}.${name}.weight`, [rows, CHANNELS]))]);
  const q = single(toHeads(b, layer(x, 'to_q', CHANNELS), QUERY));
  const k = single(toHeads(b, layer(context, 'to_k', width), KEY));
  const v = toHeads(b, layer(context, 'to_v', width), QUERY);
  const softmax = b.node('Softmax', [scaleAfter(b, q, k)], { axis: -1 });
  return single(joinHeads(b, b.node('MatMul', [half(softmax), v])));
};

interface Slicing {
  readonly axis: number;
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** K and V are cut with Q. */
  readonly cutsKeys: boolean;
}

/** One Softmax a slice of Q, out of one Q and one K. */
const slices =
  ({ axis, ranges, cutsKeys }: Slicing): AttentionStyle =>
  (b, layer) => {
    const { q, k, v } = project(b, layer);
    const [queries, keys, values] = [fold(b, q), fold(b, k), fold(b, v)];
    const cut = (tensor: string, [start, end]: readonly [number, number]) =>
      b.node('Slice', [tensor, b.integers([start]), b.integers([end]), b.integers([axis])]);
    const results = ranges.map((range) => {
      const [key, value] = cutsKeys ? [cut(keys, range), cut(values, range)] : [keys, values];
      const product = b.node('MatMul', [cut(queries, range), b.node('Transpose', [key], { perm: [0, 2, 1] })]);
      const softmax = b.node('Softmax', [b.node('Mul', [product, b.float(scale)])], { axis: -1 });
      return b.node('MatMul', [softmax, value]);
    });
    return unfold(b, b.node('Concat', results, { axis }));
  };

const eachOf = (count: number, size: number) =>
  Array.from({ length: count / size }, (_, i) => [i * size, (i + 1) * size] as const);

/** Latents of fixed size: an exporter unrolls its loop over slices. */
export const SLICED_BATCH = 2;
export const SLICED_SIDE = 4;

export const SLICED_STYLES: Readonly<Record<string, AttentionStyle>> = {
  'a slice for each head': slices({ axis: 0, ranges: eachOf(SLICED_BATCH * HEADS, 1), cutsKeys: true }),
  'a slice for each picture': slices({ axis: 0, ranges: eachOf(SLICED_BATCH * HEADS, HEADS), cutsKeys: true }),
  'slices of the queries': slices({ axis: 1, ranges: eachOf(SLICED_SIDE ** 2, 4), cutsKeys: false }),
};

/** Attention of the first head alone: what becomes of the others is unknown. */
export const firstHeadOnly: AttentionStyle = slices({ axis: 0, ranges: [[0, 1]], cutsKeys: true });

/** Scores written in other ways, with the weights of 'scale on Q' and a probability tensor to compare with. */
export const SCORE_STYLES: Readonly<Record<string, AttentionStyle>> = {
  'classic export: zeros added, cast after the softmax': classicExport,
  'dynamo export': dynamoExport,
  'Einsum, tokens before heads': einsumTokensFirst,
  'Einsum, heads folded into the batch': einsumFolded,
};

/** K goes through an operator between its projection and the scores. */
export const normalisedKeys: AttentionStyle = fourAxes(linear, scaleAfter, (b, x, perm) =>
  toHeads(b, perm === KEY ? b.node('Tanh', [x]) : x, perm),
);

/** Q and K are integers throughout, as ONNX Runtime's `quantize_static` writes them in its QOperator format. */
export const integerScores: AttentionStyle = fourAxes(linear, (b, q, k) => {
  const scales = [b.float(0.1), b.node('Cast', [b.float(128)], { to: DataType.uint8 })];
  const integers = (x: string) => b.node('QuantizeLinear', [x, ...scales]);
  const product = b.node('QLinearMatMul', [integers(q), ...scales, integers(k), ...scales, ...scales]);
  return b.node('Mul', [b.node('DequantizeLinear', [product, ...scales]), b.float(scale)]);
});
