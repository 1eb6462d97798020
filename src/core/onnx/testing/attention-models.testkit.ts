import { DataType } from '../file/data-types.ts';
import { OnnxBuilder } from './onnx-builder.testkit.ts';

/** How an exporter writes one attention layer. `q`, `k`, `v` are inputs of the projections; the result is `[B, N, C]`. */
export type AttentionStyle = (
  builder: OnnxBuilder,
  layer: { x: string; context: string; width: number; path: string },
) => string;

export const CHANNELS = 8;
export const HEADS = 2;
export const HEAD_DIM = CHANNELS / HEADS;
export const CONTEXT = 6;

/** One self and one cross layer on `sample` `[B, 8, H, W]`, as a UNet has them, written in the given style. */
export function attentionModel(
  style: AttentionStyle,
  opset = 16,
  [batch, height, width]: readonly (string | number)[] = ['batch', 'height', 'width'],
  b = new OnnxBuilder(opset),
): Uint8Array {
  const shape = [batch ?? '', CHANNELS, height ?? '', width ?? ''];
  b.input({ name: 'sample', dataType: DataType.float, shape });
  b.input({ name: 'encoder_hidden_states', dataType: DataType.float, shape: [batch ?? '', 'positions', CONTEXT] });
  const flat = b.node('Reshape', ['sample', b.integers([0, CHANNELS, -1])]);
  const tokens = b.node('Transpose', [flat], { perm: [0, 2, 1] });
  const self = style(b, { x: tokens, context: tokens, width: CHANNELS, path: 'attn1' });
  const middle = b.node('Add', [tokens, self]);
  const cross = style(b, { x: middle, context: 'encoder_hidden_states', width: CONTEXT, path: 'attn2' });
  b.output(b.node('Add', [middle, cross], {}, 'out_sample'));
  return b.model();
}

export const linear = (b: OnnxBuilder, x: string, name: string, width: number) =>
  b.node('MatMul', [x, b.weight(`${name}.weight`, [width, CHANNELS])]);

export const biased = (b: OnnxBuilder, x: string, name: string, width: number) =>
  b.node('Add', [b.weight(`${name}.bias`, [CHANNELS]), linear(b, x, name, width)]);

/** Flattened to `[B·N, width]`, as some optimisers write linear layers, and split into heads at once. */
export const gemm = (b: OnnxBuilder, x: string, name: string, width: number) => {
  const flat = b.node('Reshape', [x, b.integers([-1, width])]);
  const weight = b.weight(`${name}.weight`, [CHANNELS, width]);
  const product = b.node('Gemm', [flat, weight, b.weight(`${name}.bias`, [CHANNELS])], { transB: 1 });
  const batch = b.node('Gather', [b.node('Shape', [x]), b.integers([0])], { axis: 0 });
  return b.node('Reshape', [product, b.node('Concat', [batch, b.integers([-1, HEADS, HEAD_DIM])], { axis: 0 })]);
};

export const toHeads = (b: OnnxBuilder, x: string, perm: readonly number[]) =>
  b.node('Transpose', [b.node('Reshape', [x, b.integers([0, -1, HEADS, HEAD_DIM])])], { perm });

export const QUERY = [0, 2, 1, 3];
export const KEY = [0, 2, 3, 1];

export const joinHeads = (b: OnnxBuilder, x: string) =>
  b.node('Reshape', [b.node('Transpose', [x], { perm: QUERY }), b.integers([0, -1, CHANNELS])]);

export type Project = typeof linear;
export type Score = (b: OnnxBuilder, q: string, k: string) => string;

export const fourAxes =
  (project: Project, score: Score, split = toHeads): AttentionStyle =>
  (b, { x, context, width, path }) => {
    const q = split(b, project(b, x, `${path}.to_q`, CHANNELS), QUERY);
    const k = split(b, project(b, context, `${path}.to_k`, width), KEY);
    const v = split(b, project(b, context, `${path}.to_v`, width), QUERY);
    const probabilities = b.node('Softmax', [score(b, q, k)], { axis: -1 });
    return joinHeads(b, b.node('MatMul', [probabilities, v]));
  };

export const scale = HEAD_DIM ** -0.5;
export const scaleAfter: Score = (b, q, k) => b.node('Mul', [b.node('MatMul', [q, k]), b.float(scale)]);

/** torch's scaled_dot_product_attention as TorchScript exports it: √scale on both sides, out of Q's own shape. */
const scaleBothSides: Score = (b, q, k) => {
  const width = b.node('Slice', [b.node('Shape', [q]), b.integers([-1]), b.integers([2 ** 40])]);
  const root = b.node('Sqrt', [b.node('Cast', [width], { to: DataType.float })]);
  const side = b.node('Sqrt', [b.node('Div', [b.float(1), root])]);
  return b.node('MatMul', [b.node('Mul', [q, side]), b.node('Mul', [side, k])]);
};

/** Attention computed in a wider type than the rest, with a mask of zeros added. */
const upcast: AttentionStyle = (b, { x, context, width, path }) => {
  const wide = (tensor: string) => b.node('Cast', [tensor], { to: DataType.double });
  const q = wide(toHeads(b, linear(b, x, `${path}.to_q`, CHANNELS), QUERY));
  const k = toHeads(b, wide(linear(b, context, `${path}.to_k`, width)), KEY);
  const v = toHeads(b, linear(b, context, `${path}.to_v`, width), QUERY);
  const scores = b.node('Mul', [b.node('MatMul', [q, k]), wide(b.float(scale))]);
  const softmax = b.node('Softmax', [b.node('Add', [scores, wide(b.float(0))])], { axis: -1 });
  return joinHeads(b, b.node('MatMul', [b.node('Cast', [softmax], { to: DataType.float }), v]));
};

/** Half precision inside, single outside, as in exports that keep their inputs' types. */
export const halfPrecisionStyle: AttentionStyle = (b, { x, context, width, path }) => {
  const half = (tensor: string) => b.node('Cast', [tensor], { to: DataType.float16 });
  const project = (input: string, name: string, inputWidth: number) =>
    b.node('MatMul', [half(input), half(b.weight(`${path}.${name}.weight`, [inputWidth, CHANNELS]))]);
  const q = toHeads(b, project(x, 'to_q', CHANNELS), QUERY);
  const k = toHeads(b, project(context, 'to_k', width), KEY);
  const v = toHeads(b, project(context, 'to_v', width), QUERY);
  const scores = b.node('Mul', [b.node('MatMul', [q, k]), half(b.float(scale))]);
  const joined = joinHeads(b, b.node('MatMul', [b.node('Softmax', [scores], { axis: -1 }), v]));
  return b.node('Cast', [joined], { to: DataType.float });
};

/** Heads folded into the batch, as diffusers' eager attention processor does. */
export const headsInBatch: AttentionStyle = (b, { x, context, width, path }) => {
  const fold = (tensor: string) =>
    b.node('Reshape', [toHeads(b, tensor, QUERY), b.node('Concat', [b.integers([-1]), rows(tensor)], { axis: 0 })]);
  const rows = (tensor: string) =>
    b.node(
      'Concat',
      [b.node('Slice', [b.node('Shape', [tensor]), b.integers([1]), b.integers([2])]), b.integers([HEAD_DIM])],
      {
        axis: 0,
      },
    );
  const q = fold(linear(b, x, `${path}.to_q`, CHANNELS));
  const k = b.node('Transpose', [fold(linear(b, context, `${path}.to_k`, width))], { perm: [0, 2, 1] });
  const v = fold(linear(b, context, `${path}.to_v`, width));
  const softmax = b.node('Softmax', [b.node('Add', [scaleAfter(b, q, k), b.float(0)])], { axis: -1 });
  const unfolded = b.node('Concat', [b.integers([-1, HEADS]), rows(x)], { axis: 0 });
  return joinHeads(b, b.node('Reshape', [b.node('MatMul', [softmax, v]), unfolded]));
};

export const transposeOnly: typeof toHeads = (b, x, perm) => b.node('Transpose', [x], { perm });

/** Heads innermost in the channels: the graph is valid attention, but not with heads as taps need them. */
const headsInnermost: typeof toHeads = (b, x, perm) => {
  const split = b.node('Reshape', [x, b.integers([0, -1, HEAD_DIM, HEADS])]);
  return b.node('Transpose', [b.node('Transpose', [split], { perm: [0, 1, 3, 2] })], { perm });
};

export const ATTENTION_STYLES: Readonly<Record<string, AttentionStyle>> = {
  'scale multiplied after the score product': fourAxes(linear, scaleAfter),
  'scale divided after the score product': fourAxes(linear, (b, q, k) =>
    b.node('Div', [b.node('MatMul', [q, k]), b.float(1 / scale)]),
  ),
  'scale on Q': fourAxes(linear, (b, q, k) => b.node('MatMul', [b.node('Mul', [q, b.float(scale)]), k])),
  'scale on K': fourAxes(linear, (b, q, k) => b.node('MatMul', [q, b.node('Mul', [b.float(scale), k])])),
  'root of the scale on both sides': fourAxes(linear, scaleBothSides),
  'projections with a bias': fourAxes(biased, scaleAfter),
  'projections by Gemm': fourAxes(gemm, scaleAfter, transposeOnly),
  'softmax in a wider type, with a mask': upcast,
  'heads folded into the batch': headsInBatch,
};

export const headsInnermostStyle: AttentionStyle = fourAxes(linear, scaleAfter, headsInnermost);

/** One operator for everything, Q, K and V `[B, heads, N, d]`: needs operator set 23. */
const standardOperator: AttentionStyle = (b, { x, context, width, path }) => {
  const q = toHeads(b, linear(b, x, `${path}.to_q`, CHANNELS), QUERY);
  const k = toHeads(b, linear(b, context, `${path}.to_k`, width), QUERY);
  const v = toHeads(b, linear(b, context, `${path}.to_v`, width), QUERY);
  return joinHeads(b, b.node('Attention', [q, k, v]));
};

/** Q, K and V `[B, N, C]`, with the number of heads in attributes. */
const standardOperatorFlat: AttentionStyle = (b, { x, context, width, path }) => {
  const q = linear(b, x, `${path}.to_q`, CHANNELS);
  const k = linear(b, context, `${path}.to_k`, width);
  const v = linear(b, context, `${path}.to_v`, width);
  return b.node('Attention', [q, k, v], { q_num_heads: HEADS, kv_num_heads: HEADS });
};

/** Keys and values projected and split into heads in advance. */
const multiHeadKeysSplit: AttentionStyle = (b, { x, context, width, path }) => {
  const q = linear(b, x, `${path}.to_q`, CHANNELS);
  const k = toHeads(b, linear(b, context, `${path}.to_k`, width), QUERY);
  const v = toHeads(b, linear(b, context, `${path}.to_v`, width), QUERY);
  return b.contribNode('MultiHeadAttention', [q, k, v], HEADS);
};

export const multiHeadOperator: AttentionStyle = (b, { x, context, width, path }) => {
  const q = linear(b, x, `${path}.to_q`, CHANNELS);
  const k = linear(b, context, `${path}.to_k`, width);
  const v = linear(b, context, `${path}.to_v`, width);
  return b.contribNode('MultiHeadAttention', [q, k, v], HEADS);
};

/** With the weights of 'scale on Q', whose maps they must give. */
export const FUSED_MODELS: Readonly<Record<string, () => Uint8Array>> = {
  'Attention of operator set 23': () => attentionModel(standardOperator, 23),
  'Attention of operator set 23, heads not split': () => attentionModel(standardOperatorFlat, 23),
  'MultiHeadAttention, keys split into heads': () => attentionModel(multiHeadKeysSplit),
  'MultiHeadAttention of com.microsoft': () => attentionModel(multiHeadOperator),
};
