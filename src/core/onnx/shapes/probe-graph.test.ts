import { describe, expect, test } from 'vitest';
import { DataType } from '../file/data-types.ts';
import { readOnnxGraph } from '../file/read-graph.ts';
import { OnnxBuilder } from '../testing/onnx-builder.testkit.ts';
import { probeGraph } from './probe-graph.ts';

/** Facts about the tensor that `build` makes out of latents `[2, 4, 64, 64]`. */
function probe(build: (b: OnnxBuilder) => string, opset = 16) {
  const b = new OnnxBuilder(opset);
  b.input({ name: 'sample', dataType: DataType.float, shape: ['batch', 4, 'height', 'width'] });
  const tensor = build(b);
  b.output(tensor);
  return probeGraph(readOnnxGraph(b.model())).facts(tensor);
}

const conv = (b: OnnxBuilder, x: string, attributes: Record<string, number | readonly number[]>) =>
  b.node('Conv', [x, b.weight(`w${x}`, [8, 4, 3, 3])], attributes);

test.each([
  [
    'a padding convolution of stride 2',
    (b: OnnxBuilder) => conv(b, 'sample', { strides: [2, 2], pads: [1, 1, 1, 1] }),
    32,
  ],
  [
    'a convolution after uneven padding',
    (b: OnnxBuilder) => {
      const padded = b.node('Pad', ['sample', b.integers([0, 0, 0, 0, 0, 0, 1, 1])]);
      return conv(b, padded, { strides: [2, 2] });
    },
    32,
  ],
  ['a dilated convolution', (b: OnnxBuilder) => conv(b, 'sample', { dilations: [2, 2] }), 60],
  [
    'Resize by sizes out of shape arithmetic',
    (b: OnnxBuilder) => {
      const half = conv(b, 'sample', { strides: [2, 2], pads: [1, 1, 1, 1] });
      const sides = b.node('Slice', [b.node('Shape', [half]), b.integers([2]), b.integers([4])]);
      const doubled = b.node('Mul', [sides, b.integers([2])]);
      return b.node('Resize', [half, '', '', b.node('Concat', [b.integers([2, 8]), doubled], { axis: 0 })]);
    },
    64,
  ],
  [
    'a transposed convolution',
    (b: OnnxBuilder) =>
      b.node('ConvTranspose', ['sample', b.weight('w', [4, 8, 4, 4])], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    128,
  ],
  ['pooling', (b: OnnxBuilder) => b.node('AveragePool', ['sample'], { kernel_shape: [2, 2], strides: [2, 2] }), 32],
])('sides after %s', (_, build, side) => {
  expect(probe(build).shape?.slice(2)).toEqual([side, side]);
});

test('shapes follow reshapes with zeros and a free size, splits and gathers', () => {
  expect(probe((b) => b.node('Reshape', ['sample', b.integers([0, -1, 32])])).shape).toEqual([2, 512, 32]);
  expect(probe((b) => b.node('Unsqueeze', ['sample', b.integers([-1, 0])])).shape).toEqual([1, 2, 4, 64, 64, 1]);
  expect(probe((b) => b.node('Gather', ['sample', b.integers([0])], { axis: 1 })).shape).toEqual([2, 1, 64, 64]);
  expect(probe((b) => b.node('ReduceMean', ['sample'], { axes: [-1], keepdims: 0 })).shape).toEqual([2, 4, 64]);
  expect(
    probe((b) => b.node('Slice', ['sample', b.integers([-3]), b.integers([2 ** 40]), b.integers([1])])).shape,
  ).toEqual([2, 3, 64, 64]);
});

test('integer division truncates, division of floats does not', () => {
  const ratio = (b: OnnxBuilder, cast: boolean) => {
    const channels = b.node('Gather', [b.node('Shape', ['sample']), b.integers([1])]);
    const divisor = b.integers([3]);
    const float = (tensor: string) => (cast ? b.node('Cast', [tensor], { to: DataType.float }) : tensor);
    return b.node('Div', [float(channels), float(divisor)]);
  };
  expect(probe((b) => ratio(b, false)).value?.data).toEqual([1]);
  expect(probe((b) => ratio(b, true)).value?.data[0]).toBeCloseTo(4 / 3, 12);
});

test('numbers depend on inputs, shapes do not', () => {
  expect(probe((b) => b.node('Relu', ['sample'])).origins).toBe(1);
  expect(probe((b) => b.node('Shape', ['sample'])).origins).toBe(0);
});

test('a shape that depends on data is unknown', () => {
  expect(
    probe((b) => b.node('Reshape', ['sample', b.node('Cast', ['sample'], { to: DataType.int64 })])).shape,
  ).toBeNull();
});

describe('fused operators and Einsum', () => {
  const rich = (b: OnnxBuilder, op: string, inputs: readonly string[], attributes: Record<string, number | string>) =>
    b.richNode(op, inputs, { domain: 'com.microsoft', attributes });

  test('Einsum sizes come from letters', () => {
    const equation = 'bchw,bdhw->bcd';
    const shape = probe((b) => b.richNode('Einsum', ['sample', 'sample'], { attributes: { equation } })[0]!).shape;
    expect(shape).toEqual([2, 4, 4]);
  });

  test('packed Q, K and V become tokens again', () => {
    const packed = (b: OnnxBuilder) => b.node('Reshape', ['sample', b.integers([2, 4, -1, 4, 16])]);
    expect(probe((b) => b.contribNode('MultiHeadAttention', [packed(b)], 64)).shape).toEqual([2, 4, 64 * 16]);
  });

  test('Attention of com.microsoft has the width of V', () => {
    const tokens = (b: OnnxBuilder) => b.node('Reshape', ['sample', b.integers([2, 4, -1])]);
    const shape = probe((b) => b.contribNode('Attention', [tokens(b), b.weight('w', [4096, 24])], 2)).shape;
    expect(shape).toEqual([2, 4, 8]);
  });

  test('a convolution with channels last', () => {
    const last = (b: OnnxBuilder) => b.node('Transpose', ['sample'], { perm: [0, 2, 3, 1] });
    const shape = probe((b) => rich(b, 'NhwcConv', [last(b), b.weight('w', [8, 3, 3, 4])], {})[0]!).shape;
    expect(shape).toEqual([2, 62, 62, 8]);
  });

  test('the sum that a fused normalisation passes on keeps its shape', () => {
    const sum = probe((b) => {
      const outputs = b.richNode('SkipLayerNormalization', ['sample', 'sample'], {
        domain: 'com.microsoft',
        outputs: 4,
      });
      return outputs[3]!;
    });
    expect(sum.shape).toEqual([2, 4, 64, 64]);
  });

  test('half of the channels gate the other half', () => {
    const split = probe((b) => rich(b, 'BiasSplitGelu', ['sample', b.weight('bias', [64])], {})[0]!);
    expect(split.shape).toEqual([2, 4, 64, 32]);
  });
});
