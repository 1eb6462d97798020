import { DataType } from '../file/data-types.ts';
import type { OnnxBuilder, RawTensor } from './onnx-builder.testkit.ts';
import {
  packCodes,
  packForMatMulNBits,
  type Quantisation,
  type QuantisedWeight,
  transposed,
} from './quantise-weights.testkit.ts';
import type { ConvNode, QuantisedForm } from './quantising-builder.testkit.ts';

/** A form, and the same rounded numbers in plain operators. */
export interface FormWithReference {
  readonly form: QuantisedForm;
  readonly reference: QuantisedForm;
}

const OPSET = 17;
const WHOLE = 2 ** 20;
const perTensor: Quantisation = { bits: 8, rows: WHOLE, columns: WHOLE, hasZeroPoints: true };
const perColumn: Quantisation = { bits: 8, rows: WHOLE, columns: 1, hasZeroPoints: false };

const bytesOf = (values: Float32Array | Int8Array | Uint8Array) => new Uint8Array(values.buffer.slice(0));
const unsigned = (dims: readonly number[], values: Uint8Array): RawTensor => {
  return { dataType: DataType.uint8, dims, bytes: values };
};
const floats = (dims: readonly number[], values: Float32Array): RawTensor => {
  return { dataType: DataType.float, dims, bytes: bytesOf(values) };
};
/** Codes around 128 as numbers around zero. */
const signed = (dims: readonly number[], values: Uint8Array): RawTensor => {
  return { dataType: DataType.int8, dims, bytes: bytesOf(Int8Array.from(values, (code) => code - 128)) };
};

const contrib = (b: OnnxBuilder, op: string, inputs: readonly string[], attributes = {}) =>
  b.richNode(op, inputs, { domain: 'com.microsoft', attributes })[0] ?? '';

/** Integers with their scales and zero points: one of each where the weight has one group, one a column otherwise. */
function integers(b: OnnxBuilder, { dims, codes, scales, zeroPoints }: QuantisedWeight) {
  const shape = scales.length === 1 ? [] : [scales.length];
  const kind = scales.length === 1 ? unsigned : signed;
  return {
    weight: b.keep('weight', kind(dims, codes)),
    scale: b.keep('scale', floats(shape, scales)),
    zeroPoint: b.keep('zero', kind(shape, zeroPoints)),
  };
}

function dequantised(b: OnnxBuilder, weight: QuantisedWeight, axis = 1): string {
  const { weight: codes, scale, zeroPoint } = integers(b, weight);
  return b.node('DequantizeLinear', [codes, scale, zeroPoint], { axis });
}

const reshaped = (weight: QuantisedWeight, dims: readonly number[]) =>
  ({ ...weight, dims }) as unknown as QuantisedWeight;
const values = (b: OnnxBuilder, weight: QuantisedWeight, dims: readonly number[] = weight.dims) =>
  b.keep('values', floats(dims, weight.values));

/** Rounded weights in fp32, each operator as it was. */
function writtenOut(
  { opset, quantisation, gemm, conv }: QuantisedForm,
  round = (_: OnnxBuilder, x: string) => x,
): QuantisedForm {
  return {
    ...{ opset, quantisation },
    multiply: (b, x, weight) => b.node('MatMul', [round(b, x), values(b, weight)]),
    ...(gemm && {
      gemm: (b, x, weight, bias) => b.node('Gemm', [round(b, x), values(b, weight), bias], { transB: 1 }),
    }),
    ...(conv && {
      conv: (b, x, weight, { dims, attributes, output }) =>
        b.node('Conv', [round(b, x), values(b, weight, dims)], attributes, output),
    }),
  };
}

const weightOnly = (quantisation: Quantisation): QuantisedForm => ({
  opset: OPSET,
  quantisation,
  multiply: (b, x, weight) => b.node('MatMul', [x, dequantised(b, weight)]),
  conv: (b, x, weight, { dims, attributes, output }) =>
    b.node('Conv', [x, dequantised(b, reshaped(weight, dims), 0)], attributes, output),
  gemm: (b, x, weight, bias) => b.node('Gemm', [x, dequantised(b, weight), bias], { transB: 1 }),
});

/** A scale a block of rows: DequantizeLinear has it from operator set 21 on, with numbers of four bits. */
const BLOCK_ROWS = 2;
const inBlocks: QuantisedForm = {
  opset: 21,
  quantisation: { bits: 4, rows: BLOCK_ROWS, columns: 1, hasZeroPoints: true },
  multiply: (b, x, { dims, codes, scales, zeroPoints, groups }) => {
    const four = (shape: readonly number[], data: Uint8Array): RawTensor => {
      return { dataType: DataType.uint4, dims: shape, bytes: packCodes(data, 4) };
    };
    const inputs = [
      b.keep('weight', four(dims, codes)),
      b.keep('scale', floats(groups, scales)),
      b.keep('zero', four(groups, zeroPoints)),
    ];
    return b.node('MatMul', [x, b.node('DequantizeLinear', inputs, { axis: 0, block_size: BLOCK_ROWS })]);
  },
};

/** Rows of a table of 4-bit numbers in blocks, gathered to be the weight. */
const GATHER_BLOCK = 16;
const gatheredBlocks: QuantisedForm = {
  opset: OPSET,
  // The table is [N, K], so its blocks along the last axis are blocks of the weight's rows.
  quantisation: { bits: 4, rows: GATHER_BLOCK, columns: 1, hasZeroPoints: true },
  multiply: (b, x, weight) => {
    const [rows, columns] = weight.dims;
    const { groups } = weight;
    const width = groups[0] * GATHER_BLOCK;
    const codes = new Uint8Array(columns * width);
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) codes[column * width + row] = weight.codes[row * columns + column] ?? 0;
    }
    const attributes = { gather_axis: 0, quantize_axis: 1, block_size: GATHER_BLOCK, bits: 4 };
    const inputs = [
      b.keep('weight', unsigned([columns, width / 2], packCodes(codes, 4))),
      b.integers(Array.from({ length: columns }, (_, i) => i)),
      b.keep('scale', floats([columns, groups[0]], transposed(weight.scales, groups))),
      b.keep(
        'zero',
        unsigned([columns, Math.ceil(groups[0] / 2)], packCodes(transposed(weight.zeroPoints, groups), 4, groups[0])),
      ),
    ];
    const whole = contrib(b, 'GatherBlockQuantized', inputs, attributes);
    const cut = b.node('Slice', [whole, b.integers([0]), b.integers([rows]), b.integers([1])]);
    return b.node('MatMul', [x, b.node('Transpose', [cut], { perm: [1, 0] })]);
  },
};

/** Codes that point into a table of values. */
const palette: QuantisedForm = {
  opset: OPSET,
  quantisation: { bits: 4, rows: WHOLE, columns: WHOLE, hasZeroPoints: true },
  multiply: (b, x, { dims, codes, scales, zeroPoints }) => {
    const table = Float32Array.from({ length: 16 }, (_, code) => (code - (zeroPoints[0] ?? 0)) * (scales[0] ?? 1));
    const indices = b.node('Cast', [b.keep('codes', unsigned(dims, codes))], { to: DataType.int32 });
    return b.node('MatMul', [x, b.node('Gather', [b.keep('table', floats([16], table)), indices], { axis: 0 })]);
  },
};

/** Scale and zero point that activations between −3.2 and 3.2 are rounded with. */
function rounded(b: OnnxBuilder, x: string): string {
  const scale = b.float(0.025);
  const zeroPoint = b.node('Cast', [b.float(128)], { to: DataType.uint8 });
  return b.node('DequantizeLinear', [b.node('QuantizeLinear', [x, scale, zeroPoint]), scale, zeroPoint]);
}

/** All that is computed is rounded as well, as ONNX Runtime's `quantize_static` does. */
const withActivations: QuantisedForm = {
  opset: OPSET,
  quantisation: perColumn,
  multiply: (b, x, weight) => rounded(b, b.node('MatMul', [rounded(b, x), dequantised(b, weight)])),
  scores: rounded,
};

interface Dynamic {
  readonly codes: string;
  readonly scale: string;
  readonly zeroPoint: string;
}

function dynamic(b: OnnxBuilder, x: string): Dynamic {
  const [codes = '', scale = '', zeroPoint = ''] = b.richNode('DynamicQuantizeLinear', [x], { outputs: 3 });
  return { codes, scale, zeroPoint };
}

/** x as DynamicQuantizeLinear rounds it. */
function dynamicallyRounded(b: OnnxBuilder, x: string): string {
  const { codes, scale, zeroPoint } = dynamic(b, x);
  return b.node('DequantizeLinear', [codes, scale, zeroPoint]);
}

/** As ONNX Runtime's `quantize_dynamic` writes it. */
function integerProduct(b: OnnxBuilder, x: Dynamic, w: Dynamic): string {
  const product = b.node('MatMulInteger', [x.codes, w.codes, x.zeroPoint, w.zeroPoint]);
  const scale = b.node('Mul', [x.scale, w.scale]);
  return b.node('Mul', [b.node('Cast', [product], { to: DataType.float }), scale]);
}

const constants = (b: OnnxBuilder, weight: QuantisedWeight): Dynamic => {
  const { weight: codes, scale, zeroPoint } = integers(b, weight);
  return { codes, scale, zeroPoint };
};

const dynamicForm = (quantisation: Quantisation): QuantisedForm => ({
  opset: OPSET,
  quantisation,
  multiply: (b, x, weight) => integerProduct(b, dynamic(b, x), constants(b, weight)),
});

const dynamicConv = (b: OnnxBuilder, x: string, weight: QuantisedWeight, { dims, attributes, output }: ConvNode) => {
  const [input, w] = [dynamic(b, x), constants(b, reshaped(weight, dims))];
  const product = b.node('ConvInteger', [input.codes, w.codes, input.zeroPoint, w.zeroPoint], attributes);
  const scale = b.node('Mul', [input.scale, w.scale]);
  return b.node('Mul', [b.node('Cast', [product], { to: DataType.float }), scale], {}, output);
};

const fusedDynamic: QuantisedForm = {
  opset: OPSET,
  quantisation: perTensor,
  multiply: (b, x, weight) => {
    const w = constants(b, weight);
    return contrib(b, 'DynamicQuantizeMatMul', [x, w.codes, w.scale, w.zeroPoint]);
  },
};

const toFloat: QuantisedForm = {
  opset: OPSET,
  quantisation: perTensor,
  multiply: (b, x, weight) => {
    const [input, w] = [dynamic(b, x), constants(b, weight)];
    const operands = [input.codes, w.codes, input.scale, w.scale, input.zeroPoint, w.zeroPoint];
    return contrib(b, 'MatMulIntegerToFloat', operands);
  },
};

/** Self-attention in one operator; the bias of Q, K and V is one list. */
const quantisedAttention: QuantisedForm = {
  ...dynamicForm(perColumn),
  attention: (b, x, weight, { bias, heads }) => {
    const [input, w] = [dynamic(b, x), constants(b, weight)];
    const operands = [input.codes, w.codes, bias, input.scale, w.scale, '', input.zeroPoint, w.zeroPoint];
    return contrib(b, 'QAttention', operands, { num_heads: heads });
  },
};

const NBITS_BLOCK = 16;
export const nBits = (bits: number, hasZeroPoints: boolean): QuantisedForm => ({
  opset: OPSET,
  quantisation: { bits, rows: NBITS_BLOCK, columns: 1, hasZeroPoints },
  multiply: (b, x, weight) => {
    const [K, N] = weight.dims;
    const { dims, bytes, scales, zeroPoints } = packForMatMulNBits(weight, NBITS_BLOCK);
    const inputs = [x, b.keep('weight', unsigned(dims, bytes)), b.keep('scale', floats([scales.length], scales))];
    if (hasZeroPoints) inputs.push(b.keep('zero', unsigned([zeroPoints.length], zeroPoints)));
    return contrib(b, 'MatMulNBits', inputs, { K, N, bits, block_size: NBITS_BLOCK });
  },
});

const alone = (form: QuantisedForm): FormWithReference => ({ form, reference: writtenOut(form) });
const withRounding = (form: QuantisedForm, round: (b: OnnxBuilder, x: string) => string): FormWithReference => ({
  form,
  reference: writtenOut(form, round),
});

/** Ways in which quantisers write a model, by name. */
export const QUANTISED_FORMS = {
  'QDQ, uint8, a scale a tensor': alone(weightOnly(perTensor)),
  'QDQ, int8, a scale a channel': alone(weightOnly(perColumn)),
  'QDQ, uint4 in blocks': alone(inBlocks),
  'uint4 by GatherBlockQuantized': alone(gatheredBlocks),
  'a table of 16 values, gathered': alone(palette),
  'QDQ, activations too': {
    form: withActivations,
    reference: {
      ...{ opset: OPSET, quantisation: perColumn },
      multiply: (b, x, weight) => rounded(b, b.node('MatMul', [rounded(b, x), values(b, weight)])),
    },
  },
  'dynamic, uint8, a scale a tensor': withRounding(dynamicForm(perTensor), dynamicallyRounded),
  'dynamic, int8, a scale a channel': withRounding(dynamicForm(perColumn), dynamicallyRounded),
  'dynamic, scores too': withRounding(
    { ...dynamicForm(perTensor), product: (b, q, k) => integerProduct(b, dynamic(b, q), dynamic(b, k)) },
    dynamicallyRounded,
  ),
  DynamicQuantizeMatMul: withRounding(fusedDynamic, dynamicallyRounded),
  MatMulIntegerToFloat: withRounding(toFloat, dynamicallyRounded),
  ...Object.fromEntries(
    [2, 4, 8].flatMap((bits) =>
      [true, false].map((hasZeroPoints) => [
        `MatMulNBits, ${bits} bits${hasZeroPoints ? ', with zero points' : ''}`,
        alone(nBits(bits, hasZeroPoints)),
      ]),
    ),
  ),
} satisfies Readonly<Record<string, FormWithReference>>;

export const QUANTISED_ATTENTION = withRounding(quantisedAttention, dynamicallyRounded);
/** Whole UNets: convolutions as well. */
export const UNET_FORMS: Readonly<Record<string, FormWithReference>> = {
  'QDQ, int8, a scale a channel': QUANTISED_FORMS['QDQ, int8, a scale a channel'],
  'dynamic, uint8': withRounding({ ...dynamicForm(perTensor), conv: dynamicConv }, dynamicallyRounded),
  'MatMulNBits, 4 bits': alone(nBits(4, true)),
};
