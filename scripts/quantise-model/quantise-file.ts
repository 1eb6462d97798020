import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { halvesToNumbers } from '../../src/core/half.ts';
import { DataType } from '../../src/core/onnx/file/data-types.ts';
import { numberAttribute } from '../../src/core/onnx/file/node-attributes.ts';
import { GraphField, ModelField, OpsetField } from '../../src/core/onnx/file/onnx-fields.ts';
import { readOnnxGraph } from '../../src/core/onnx/file/read-graph.ts';
import { readNode } from '../../src/core/onnx/file/read-node.ts';
import { readTensor } from '../../src/core/onnx/file/read-tensor.ts';
import { OnnxBuilder } from '../../src/core/onnx/testing/onnx-builder.testkit.ts';
import {
  packCodes,
  packForMatMulNBits,
  quantiseWeight,
  transposed,
} from '../../src/core/onnx/testing/quantise-weights.testkit.ts';
import { rewrite } from '../../src/core/onnx/testing/rewrite-model.testkit.ts';
import type { OnnxGraph, OnnxNode, StoredTensor } from '../../src/core/onnx/types.ts';

export interface BitsOptions {
  readonly bits: 4 | 8;
  /** Numbers that share a scale, a power of two from 16 on; fewer where a convolution's do not come in so many. */
  readonly blockSize: number;
}

/** Smaller weights stay as they are: their scales would take as much. */
const MIN_ELEMENTS = 2048;

/** The smallest block that ONNX Runtime takes. */
const MIN_BLOCK = 16;

/** A layer whose weight is quantised, its weight as numbers, and what stood between the stored tensor and the layer. */
interface Layer {
  readonly node: OnnxNode;
  readonly weight: StoredTensor;
  readonly between: readonly OnnxNode[];
}

/**
 * A model with the weights of its linear layers and convolutions rounded to a few bits, to the nearest code and with a scale
 * and a zero point a block. Linear layers become MatMulNBits; of convolutions the weight becomes GatherBlockQuantized (both
 * ONNX Runtime, docs/ContribOperators.md). Everything else stays as it was.
 */
export function quantiseFile(model: Uint8Array, options: BitsOptions): Uint8Array {
  const graph = readOnnxGraph(model);
  const layers = quantisableLayers(graph);
  if (layers.length === 0) return model;
  const writer = new OnnxBuilder(undefined, freePrefix(graph));
  for (const layer of layers) {
    if (layer.node.op === 'Conv') writeConvolution(writer, layer, options);
    else writeLinear(writer, layer, options);
  }
  const gone = layers.flatMap(({ node, between }) => (node.op === 'Conv' ? between : [node, ...between]));
  const dropped = new Set(gone.flatMap(({ outputs }) => outputs));
  const weights = new Set(layers.map(({ weight }) => weight.name));
  const rest = rewrite(model, (field, bytes) =>
    field === ModelField.graph ? withoutLayers(bytes, dropped, weights) : bytes,
  );
  return Buffer.concat([rest, contribOpset(graph), writer.fragment()]);
}

/** A beginning that no name of the graph has: two nodes or tensors of one name would be an error. */
function freePrefix({ nodes, initialisers }: OnnxGraph): string {
  const names = [...initialisers.keys(), ...nodes.flatMap(({ name, outputs }) => [name, ...outputs])];
  let prefix = 'packed/';
  while (names.some((name) => name.startsWith(prefix))) prefix = `packed_${prefix}`;
  return prefix;
}

function withoutLayers(graph: Uint8Array, dropped: ReadonlySet<string>, weights: ReadonlySet<string>): Uint8Array {
  return rewrite(graph, (field, bytes) => {
    if (field === GraphField.node) return readNode(bytes).outputs.some((name) => dropped.has(name)) ? null : bytes;
    return field === GraphField.initialiser && weights.has(readTensor(bytes).name) ? null : bytes;
  });
}

function contribOpset({ opsets }: OnnxGraph): Uint8Array {
  if (opsets.has('com.microsoft')) return new Uint8Array();
  const opset = new BinaryWriter().tag(OpsetField.domain, WireType.LengthDelimited).string('com.microsoft');
  const bytes = opset.tag(OpsetField.version, WireType.Varint).int64(1).finish();
  return new BinaryWriter().tag(ModelField.opsetImport, WireType.LengthDelimited).bytes(bytes).finish();
}

const PASSES: ReadonlySet<string> = new Set(['Cast', 'Transpose']);

/** Layers that alone read a large stored weight of two or four axes. */
function quantisableLayers({ nodes, initialisers }: OnnxGraph): Layer[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const readers = new Map<string, number>();
  for (const { inputs } of nodes) for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  return nodes.flatMap((node): Layer[] => {
    if (!['MatMul', 'Gemm', 'Conv'].includes(node.op) || node.domain !== '') return [];
    const between: OnnxNode[] = [];
    let tensor = node.inputs[1] ?? '';
    for (let step = producers.get(tensor); step && PASSES.has(step.op); step = producers.get(tensor)) {
      if (readers.get(tensor) !== 1) return [];
      between.push(step);
      tensor = step.inputs[0] ?? '';
    }
    const weight = initialisers.get(tensor);
    if (!weight?.rawData || readers.get(tensor) !== 1) return [];
    const count = weight.dims.reduce((product, size) => product * size, 1);
    const isConv = node.op === 'Conv' && weight.dims.length === 4 && (count / (weight.dims[0] ?? 1)) % MIN_BLOCK === 0;
    const fits = isConv || (weight.dims.length === 2 && isPlain(node));
    return fits && count >= MIN_ELEMENTS ? [{ node, weight, between }] : [];
  });
}

function isPlain(node: OnnxNode): boolean {
  const isOne = (name: string) => numberAttribute(node, name, 1) === 1;
  return (
    node.op === 'MatMul' || (node.op === 'Gemm' && isOne('alpha') && isOne('beta') && !node.attributes.get('transA'))
  );
}

function numbersOf({ dataType, rawData }: StoredTensor): Float32Array {
  // At an offset that suits its elements.
  const bytes = (rawData ?? new Uint8Array()).slice();
  if (dataType === DataType.float16) return halvesToNumbers(new Uint16Array(bytes.buffer));
  if (dataType === DataType.float) return new Float32Array(bytes.buffer);
  throw new Error(`Expected a weight in fp16 or fp32; found ONNX data type ${dataType}. Export the model again.`);
}

function writeLinear(writer: OnnxBuilder, { node, weight, between }: Layer, { bits, blockSize }: BitsOptions): void {
  const stored = numbersOf(weight);
  const [first = 0, second = 0] = weight.dims;
  const turns = between.filter(({ op }) => op === 'Transpose').length + numberAttribute(node, 'transB', 0);
  const isTransposed = turns % 2 === 1;
  const [K, N] = isTransposed ? [second, first] : [first, second];
  const values = isTransposed ? transposed(stored, weight.dims) : stored;
  const rounded = quantiseWeight(values, [K, N], { bits, rows: blockSize, columns: 1, hasZeroPoints: true });
  const { dims, bytes, scales, zeroPoints } = packForMatMulNBits(rounded, blockSize);
  const named = (part: string) => `${weight.name}_Q${bits}_${part}`;
  const bias = node.inputs[2];
  const inputs = [
    node.inputs[0] ?? '',
    writer.storeBytes(named('codes'), { dataType: DataType.uint8, dims, bytes }),
    writer.store(named('scales'), [scales.length], scales),
    writer.storeBytes(named('zero_points'), { dataType: DataType.uint8, dims: [zeroPoints.length], bytes: zeroPoints }),
    ...(bias ? ['', bias] : []),
  ];
  const attributes = { K, N, bits, block_size: blockSize };
  writer.richNode('MatMulNBits', inputs, {
    domain: 'com.microsoft',
    name: node.name,
    attributes,
    outputs: node.outputs,
  });
}

/** The weight is rounded as one row an output channel, in blocks along the row, and gathered whole. */
function writeConvolution(
  writer: OnnxBuilder,
  { node, weight }: Layer,
  { bits, blockSize: largestBlock }: BitsOptions,
): void {
  const [channels = 0] = weight.dims;
  const values = numbersOf(weight);
  const length = values.length / channels;
  let blockSize = largestBlock;
  while (length % blockSize !== 0) blockSize /= 2;
  const rounded = quantiseWeight(values, [channels, length], {
    bits,
    rows: 1,
    columns: blockSize,
    hasZeroPoints: true,
  });
  const named = (part: string) => `${weight.name}_Q${bits}_${part}`;
  const blocks = length / blockSize;
  const zeroPoints = packCodes(rounded.zeroPoints, bits, blocks);
  const bytes = packCodes(rounded.codes, bits);
  const inputs = [
    writer.storeBytes(named('codes'), { dataType: DataType.uint8, dims: [channels, bytes.length / channels], bytes }),
    writer.integers(Array.from({ length: channels }, (_, channel) => channel)),
    writer.store(named('scales'), [channels, blocks], rounded.scales),
    writer.storeBytes(named('zero_points'), {
      ...{ dataType: DataType.uint8, dims: [channels, zeroPoints.length / channels] },
      bytes: zeroPoints,
    }),
  ];
  const attributes = { gather_axis: 0, quantize_axis: 1, block_size: blockSize, bits };
  const [rows = ''] = writer.richNode('GatherBlockQuantized', inputs, { domain: 'com.microsoft', attributes });
  // The layer itself stays: it reads the weight under the name that it had.
  writer.node('Reshape', [rows, writer.integers(weight.dims)], {}, node.inputs[1]);
}
