import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { AttributeValue, OnnxNode, TensorInfo } from '../types.ts';
import { DataType } from './data-types.ts';
import {
  AttributeField,
  AttributeType,
  DimensionField,
  GraphField,
  ModelField,
  NodeField,
  ShapeField,
  TensorField,
  TensorTypeField,
  TypeField,
  ValueInfoField,
} from './onnx-fields.ts';

type Attributes = Readonly<Record<string, number | readonly number[]>>;

/**
 * Collects nodes, inputs and outputs and writes them as a ModelProto that holds nothing else. Appended to a model file it
 * adds them to the model's graph, since parsers merge concatenated messages (protobuf encoding guide).
 */
export class FragmentWriter {
  readonly #nodes: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #constants = new Map<string, string>();
  readonly #casts = new Map<string, string>();
  readonly #copies = new Map<string, readonly string[]>();
  readonly #prefix: string;
  #nodeCount = 0;

  /** @param prefix Begins every new name; no name of the model may begin with it. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  name(suffix: string): string {
    return this.#prefix + suffix;
  }

  /** Adds a node of the standard operators and returns the name of its only output. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}, output?: string): string {
    const name = this.name(`${op}_${this.#nodeCount++}`);
    const made = output ?? name;
    const writer = new BinaryWriter();
    for (const input of inputs) writer.tag(NodeField.input, WireType.LengthDelimited).string(input);
    writer.tag(NodeField.output, WireType.LengthDelimited).string(made);
    writer.tag(NodeField.name, WireType.LengthDelimited).string(name);
    writer.tag(NodeField.op, WireType.LengthDelimited).string(op);
    for (const [key, value] of Object.entries(attributes)) {
      writer.tag(NodeField.attribute, WireType.LengthDelimited).bytes(intAttribute(key, value));
    }
    this.#nodes.push(writer.finish());
    return made;
  }

  /**
   * The node once more with other inputs, under new names. Two with the same inputs are one. Attributes are numbers, lists of
   * whole numbers and texts: others are left out, which the operators of quantised layers and of normalisations do not have.
   */
  copy(original: OnnxNode, inputs: readonly string[]): readonly string[] {
    const attributes = [...original.attributes].flatMap(([key, value]) => copiedAttribute(key, value));
    const key = JSON.stringify([original.op, [...original.attributes], inputs]);
    const known = this.#copies.get(key);
    if (known) return known;
    const name = this.name(`${original.op}_${this.#nodeCount++}`);
    const outputs = original.outputs.map((output, i) => (output ? `${name}_${i}` : ''));
    const writer = new BinaryWriter();
    for (const input of inputs) writer.tag(NodeField.input, WireType.LengthDelimited).string(input);
    for (const output of outputs) writer.tag(NodeField.output, WireType.LengthDelimited).string(output);
    writer.tag(NodeField.name, WireType.LengthDelimited).string(name);
    writer.tag(NodeField.op, WireType.LengthDelimited).string(original.op);
    writer.tag(NodeField.domain, WireType.LengthDelimited).string(original.domain);
    for (const one of attributes) writer.tag(NodeField.attribute, WireType.LengthDelimited).bytes(one);
    this.#nodes.push(writer.finish());
    this.#copies.set(key, outputs);
    return outputs;
  }

  /** The tensor in the wanted dtype: itself, or a Cast of it that later calls share. */
  cast(tensor: string, from: number, to: number): string {
    if (from === to) return tensor;
    const key = `${to} ${tensor}`;
    const cast = this.#casts.get(key) ?? this.node('Cast', [tensor], { to });
    this.#casts.set(key, cast);
    return cast;
  }

  /** A list of int64; the same list is stored once. */
  integers(values: readonly number[]): string {
    const data = new BigInt64Array(values.map(BigInt));
    return this.#constant(`int64_${values.join('_')}`, DataType.int64, [values.length], new Uint8Array(data.buffer));
  }

  /** A single fp32 number. */
  float(value: number): string {
    return this.#constant(`float_${value}`, DataType.float, [], new Uint8Array(new Float32Array([value]).buffer));
  }

  // A Constant node, not an initialiser: before IR version 4 every initialiser had to be an input as well.
  #constant(key: string, dataType: number, dims: readonly number[], rawData: Uint8Array): string {
    const known = this.#constants.get(key);
    if (known) return known;
    const tensor = new BinaryWriter();
    for (const dim of dims) tensor.tag(TensorField.dims, WireType.Varint).int64(dim);
    tensor.tag(TensorField.dataType, WireType.Varint).int32(dataType);
    tensor.tag(TensorField.rawData, WireType.LengthDelimited).bytes(rawData);
    const value = attribute('value', AttributeType.tensor, (writer) =>
      writer.tag(AttributeField.t, WireType.LengthDelimited).bytes(tensor.finish()),
    );
    const name = this.name(key);
    const node = new BinaryWriter();
    node.tag(NodeField.output, WireType.LengthDelimited).string(name);
    node.tag(NodeField.name, WireType.LengthDelimited).string(`${name}_node`);
    node.tag(NodeField.op, WireType.LengthDelimited).string('Constant');
    node.tag(NodeField.attribute, WireType.LengthDelimited).bytes(value);
    this.#nodes.push(node.finish());
    this.#constants.set(key, name);
    return name;
  }

  input(info: TensorInfo): string {
    this.#inputs.push(valueInfo(info));
    return info.name;
  }

  /** Makes a tensor an output of the graph. ONNX Runtime infers its dtype and shape. */
  output(name: string): void {
    this.#outputs.push(new BinaryWriter().tag(ValueInfoField.name, WireType.LengthDelimited).string(name).finish());
  }

  finish(): Uint8Array {
    const graph = new BinaryWriter();
    const write = (field: number, messages: readonly Uint8Array[]) => {
      for (const message of messages) graph.tag(field, WireType.LengthDelimited).bytes(message);
    };
    write(GraphField.node, this.#nodes);
    write(GraphField.input, this.#inputs);
    write(GraphField.output, this.#outputs);
    return new BinaryWriter().tag(ModelField.graph, WireType.LengthDelimited).bytes(graph.finish()).finish();
  }
}

/** The ValueInfoProto of an input or output. */
export function valueInfo(info: TensorInfo): Uint8Array {
  const shape = new BinaryWriter();
  for (const size of info.shape) {
    const dimension = new BinaryWriter();
    if (typeof size === 'number') dimension.tag(DimensionField.value, WireType.Varint).int64(size);
    else dimension.tag(DimensionField.parameter, WireType.LengthDelimited).string(size);
    shape.tag(ShapeField.dimension, WireType.LengthDelimited).bytes(dimension.finish());
  }
  const tensor = new BinaryWriter();
  tensor.tag(TensorTypeField.elementType, WireType.Varint).int32(info.dataType);
  tensor.tag(TensorTypeField.shape, WireType.LengthDelimited).bytes(shape.finish());
  const type = new BinaryWriter().tag(TypeField.tensor, WireType.LengthDelimited).bytes(tensor.finish());
  const writer = new BinaryWriter().tag(ValueInfoField.name, WireType.LengthDelimited).string(info.name);
  return writer.tag(ValueInfoField.type, WireType.LengthDelimited).bytes(type.finish()).finish();
}

function copiedAttribute(name: string, value: AttributeValue): Uint8Array[] {
  if (typeof value === 'string') {
    return [
      attribute(name, AttributeType.string, (w) => w.tag(AttributeField.s, WireType.LengthDelimited).string(value)),
    ];
  }
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return [intAttribute(name, value)];
    return [attribute(name, AttributeType.float, (w) => w.tag(AttributeField.f, WireType.Bit32).float(value))];
  }
  return 'dims' in value || !value.every(Number.isInteger) ? [] : [intAttribute(name, value)];
}

function intAttribute(name: string, value: number | readonly number[]): Uint8Array {
  if (typeof value === 'number') {
    return attribute(name, AttributeType.int, (writer) => writer.tag(AttributeField.i, WireType.Varint).int64(value));
  }
  return attribute(name, AttributeType.ints, (writer) => {
    for (const one of value) writer.tag(AttributeField.ints, WireType.Varint).int64(one);
  });
}

function attribute(name: string, type: number, writeValue: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter().tag(AttributeField.name, WireType.LengthDelimited).string(name);
  writeValue(writer);
  return writer.tag(AttributeField.type, WireType.Varint).int32(type).finish();
}
