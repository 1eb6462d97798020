import {
  type AttentionStyle,
  CHANNELS,
  HEAD_DIM,
  HEADS,
  joinHeads,
  QUERY,
  scale,
  toHeads,
} from './attention-models.testkit.ts';
import type { OnnxBuilder } from './onnx-builder.testkit.ts';

/** Weights of Q, K and V `[width, C]` and biases `[C]`, drawn in the order of the styles with a tensor each. */
interface LayerWeights {
  readonly widths: readonly number[];
  readonly weights: readonly Float32Array[];
  readonly biases: readonly Float32Array[];
}

function drawWeights(b: OnnxBuilder, width: number, isBiased: boolean): LayerWeights {
  const widths = [CHANNELS, width, width];
  const biases: Float32Array[] = [];
  const weights = widths.map((rows) => {
    if (isBiased) biases.push(b.numbers(CHANNELS));
    return b.numbers(rows * CHANNELS);
  });
  return { widths, weights, biases };
}

/** Matrices `[rows, C]` as one whose columns are `[groups, matrix, C/groups]`. */
function packColumns(matrices: readonly Float32Array[], groups: number): Float32Array {
  const run = CHANNELS / groups;
  const rows = (matrices[0]?.length ?? 0) / CHANNELS;
  const packed: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let group = 0; group < groups; group++) {
      for (const matrix of matrices) {
        const at = row * CHANNELS + group * run;
        packed.push(...matrix.subarray(at, at + run));
      }
    }
  }
  return Float32Array.from(packed);
}

interface Packing {
  readonly groups: number;
  /** The packed product taken apart into operands of the score product, before scales. */
  readonly unpack: (b: OnnxBuilder, packed: string, parts: number) => readonly string[];
  readonly multiply?: (b: OnnxBuilder, x: string, weight: string) => string;
}

const matMul = (b: OnnxBuilder, x: string, weight: string) => b.node('MatMul', [x, weight]);

/** Self: Q, K and V of one product. Cross: Q apart, K and V of one product. Operands come as `[B, heads, N, d]`. */
const oneProjection =
  ({ groups, unpack, multiply = matMul }: Packing): AttentionStyle =>
  (b, { x, context, width, path }) => {
    const { weights } = drawWeights(b, width, false);
    const project = (input: string, name: string, parts: readonly Float32Array[]) => {
      const packed = packColumns(parts, parts.length === 1 ? 1 : groups);
      const columns = parts.length * CHANNELS;
      return multiply(b, input, b.store(`${path}.${name}.weight`, [packed.length / columns, columns], packed));
    };
    const [q, k, v] =
      x === context
        ? unpack(b, project(x, 'to_qkv', weights), 3)
        : [
            ...unpack(b, project(x, 'to_q', weights.slice(0, 1)), 1),
            ...unpack(b, project(context, 'to_kv', weights.slice(1)), 2),
          ];
    const keys = b.node('Transpose', [k ?? ''], { perm: [0, 1, 3, 2] });
    const scores = b.node('MatMul', [b.node('Mul', [q ?? '', b.float(scale)]), keys]);
    return joinHeads(b, b.node('MatMul', [b.node('Softmax', [scores], { axis: -1 }), v ?? '']));
  };

const split = (b: OnnxBuilder, tensor: string, outputs: number, axis: number) =>
  outputs === 1 ? [tensor] : b.richNode('Split', [tensor], { attributes: { axis }, outputs });

const besideEachOther: Packing = {
  groups: 1,
  unpack: (b, packed, parts) => split(b, packed, parts, -1).map((part) => toHeads(b, part, QUERY)),
};

const partsOnAnAxis: Packing = {
  groups: 1,
  unpack: (b, packed, parts) => {
    const apart = b.node('Reshape', [packed, b.integers([0, 0, parts, HEADS, HEAD_DIM])]);
    const first = b.node('Transpose', [apart], { perm: [2, 0, 3, 1, 4] });
    const index = (i: number) => b.node('Squeeze', [b.integers([i]), b.integers([0])]);
    return Array.from({ length: parts }, (_, i) => b.node('Gather', [first, index(i)], { axis: 0 }));
  },
};

const partsWithinHeads: Packing = {
  groups: HEADS,
  unpack: (b, packed, parts) => {
    const heads = b.node('Reshape', [packed, b.integers([0, 0, HEADS, parts * HEAD_DIM])]);
    return split(b, b.node('Transpose', [heads], { perm: QUERY }), parts, 3);
  },
};

/** Flattened to `[B·N, 3C]`, scaled before it is reshaped: no tensor shows Q or K with batch and tokens apart. */
const flattened: Packing = {
  groups: 1,
  multiply: (b, x, weight) => {
    const rows = b.node('Shape', [weight]);
    const width = b.node('Slice', [rows, b.integers([0]), b.integers([1])]);
    const flat = b.node('Reshape', [x, b.node('Concat', [b.integers([-1]), width], { axis: 0 })]);
    return b.node('Gemm', [flat, weight]);
  },
  unpack: (b, packed, parts) => {
    const batch = b.node('Slice', [b.node('Shape', ['sample']), b.integers([0]), b.integers([1])]);
    const shape = b.node('Concat', [batch, b.integers([-1, HEADS, HEAD_DIM])], { axis: 0 });
    return split(b, packed, parts, 1).map((part) => {
      const same = b.node('Mul', [part, b.float(1)]);
      return b.node('Transpose', [b.node('Reshape', [same, shape])], { perm: QUERY });
    });
  },
};

/** One product for Q, K and V, with the weights of 'scale on Q'. */
export const ONE_PROJECTION_STYLES: Readonly<Record<string, AttentionStyle>> = {
  'one projection, Split into Q, K and V': oneProjection(besideEachOther),
  'one projection, Q, K and V on an axis of their own': oneProjection(partsOnAnAxis),
  'one projection, Q, K and V within each head': oneProjection(partsWithinHeads),
  'one projection by Gemm on flattened tokens': oneProjection(flattened),
};

/** MultiHeadAttention with Q, K, V packed `[B, N, heads, 3, d]`, or Q and K, V packed `[B, M, heads, 2, d]`. */
export const packedMultiHead: AttentionStyle = (b, { x, context, width, path }) => {
  const { weights } = drawWeights(b, width, false);
  const packed = (input: string, name: string, parts: readonly Float32Array[]) => {
    const columns = parts.length * CHANNELS;
    const values = packColumns(parts, HEADS);
    const weight = b.store(`${path}.${name}.weight`, [values.length / columns, columns], values);
    return b.node('Reshape', [matMul(b, input, weight), b.integers([0, 0, HEADS, parts.length, HEAD_DIM])]);
  };
  if (x === context) return b.contribNode('MultiHeadAttention', [packed(x, 'to_qkv', weights)], HEADS);
  const q = matMul(b, x, b.store(`${path}.to_q.weight`, [CHANNELS, CHANNELS], weights[0] ?? new Float32Array()));
  return b.contribNode('MultiHeadAttention', [q, packed(context, 'to_kv', weights.slice(1))], HEADS);
};

/** MultiHeadAttention that adds the biases of Q, K and V itself: with the weights of 'projections with a bias'. */
export const multiHeadWithBias: AttentionStyle = (b, { x, context, width, path }) => {
  const { widths, weights, biases } = drawWeights(b, width, true);
  const [q = '', k = '', v = ''] = weights.map((values, i) => {
    const weight = b.store(`${path}.weight_${i}`, [widths[i] ?? 0, CHANNELS], values);
    return matMul(b, i === 0 ? x : context, weight);
  });
  const bias = b.store(`${path}.bias`, [3 * CHANNELS], packColumns(biases, 1));
  return b.contribNode('MultiHeadAttention', [q, k, v, bias], HEADS);
};

/** com.microsoft Attention for self, MultiHeadAttention for cross: with the weights of 'projections with a bias'. */
export const packedWeight: AttentionStyle = (b, layer) => {
  if (layer.x !== layer.context) return multiHeadWithBias(b, layer);
  const { weights, biases } = drawWeights(b, layer.width, true);
  const weight = b.store(`${layer.path}.weight`, [CHANNELS, 3 * CHANNELS], packColumns(weights, 1));
  const bias = b.store(`${layer.path}.bias`, [3 * CHANNELS], packColumns(biases, 1));
  return b.contribNode('Attention', [layer.x, weight, bias], HEADS);
};
