import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DataType } from '../file/data-types.ts';
import { FragmentWriter } from '../file/fragment-writer.ts';
import {
  AttributeField,
  AttributeType,
  EntryField,
  GraphField,
  ModelField,
  NodeField,
  OpsetField,
  TensorField,
} from '../file/onnx-fields.ts';

export interface NodeExtras {
  readonly domain?: string;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, number | string>>;
  /** How many, or their names. */
  readonly outputs?: number | readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface RawTensor {
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

/** Builds tiny ONNX models for tests: the writer of fragments plus what makes a fragment a whole model. */
export class OnnxBuilder extends FragmentWriter {
  readonly #initialisers: Uint8Array[] = [];
  readonly #richNodes: Uint8Array[] = [];
  readonly #opset: number;
  #seed = 1;

  /** @param prefix of the names that it makes; another model's nodes and tensors must not begin with it */
  constructor(opset = 16, prefix = 't/') {
    super(prefix);
    this.#opset = opset;
  }

  /** Small numbers that differ from call to call. */
  numbers(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => {
      this.#seed = (this.#seed * 48271) % 2147483647;
      return this.#seed / 2147483647 - 0.5;
    });
  }

  /** An fp32 initialiser of new numbers. */
  weight(name: string, dims: readonly number[]): string {
    return this.store(name, dims, this.numbers(dims.reduce((product, size) => product * size, 1)));
  }

  /** An fp32 initialiser of these numbers. */
  store(name: string, dims: readonly number[], values: Float32Array): string {
    return this.storeBytes(name, { dataType: DataType.float, dims, bytes: new Uint8Array(values.buffer) });
  }

  /** An initialiser of any dtype; bytes as raw_data has them. */
  storeBytes(name: string, { dataType, dims, bytes }: RawTensor): string {
    const tensor = new BinaryWriter();
    for (const dim of dims) tensor.tag(TensorField.dims, WireType.Varint).int64(dim);
    tensor.tag(TensorField.dataType, WireType.Varint).int32(dataType);
    tensor.tag(TensorField.name, WireType.LengthDelimited).string(name);
    tensor.tag(TensorField.rawData, WireType.LengthDelimited).bytes(bytes);
    this.#initialisers.push(tensor.finish());
    return name;
  }

  /** The same under a name of its own. */
  keep(what: string, tensor: RawTensor): string {
    return this.storeBytes(`${what}_${this.#initialisers.length}`, tensor);
  }

  /** A node with what the fragment writer has no use for: several outputs, text, a domain, metadata. Returns its outputs. */
  richNode(op: string, inputs: readonly string[], extras: NodeExtras = {}): readonly string[] {
    const { domain = '', name = '', attributes = {}, outputs = 1, metadata = {} } = extras;
    const made =
      typeof outputs === 'number'
        ? Array.from({ length: outputs }, (_, i) => this.name(`${op}_${this.#richNodes.length}_out${i}`))
        : outputs;
    const node = new BinaryWriter();
    for (const input of inputs) node.tag(NodeField.input, WireType.LengthDelimited).string(input);
    for (const output of made) node.tag(NodeField.output, WireType.LengthDelimited).string(output);
    node.tag(NodeField.name, WireType.LengthDelimited).string(name);
    node.tag(NodeField.op, WireType.LengthDelimited).string(op);
    node.tag(NodeField.domain, WireType.LengthDelimited).string(domain);
    for (const [key, value] of Object.entries(attributes)) {
      node.tag(NodeField.attribute, WireType.LengthDelimited).bytes(writeAttribute(key, value));
    }
    for (const [key, value] of Object.entries(metadata)) {
      const entry = new BinaryWriter().tag(EntryField.key, WireType.LengthDelimited).string(key);
      entry.tag(EntryField.value, WireType.LengthDelimited).string(value);
      node.tag(NodeField.metadataProps, WireType.LengthDelimited).bytes(entry.finish());
    }
    this.#richNodes.push(node.finish());
    return made;
  }

  /** A node of ONNX Runtime's own operators with its number of heads. */
  contribNode(op: string, inputs: readonly string[], heads: number): string {
    return this.richNode(op, inputs, { domain: 'com.microsoft', attributes: { num_heads: heads } })[0] ?? '';
  }

  model(): Uint8Array {
    const opset = new BinaryWriter().tag(OpsetField.version, WireType.Varint).int64(this.#opset).finish();
    const model = new BinaryWriter().tag(ModelField.irVersion, WireType.Varint).int64(8);
    model.tag(ModelField.opsetImport, WireType.LengthDelimited).bytes(opset);
    return model.raw(this.fragment()).finish();
  }

  /** Everything without versions, to be appended to a model that has them. */
  fragment(): Uint8Array {
    const graph = new BinaryWriter().tag(GraphField.name, WireType.LengthDelimited).string('test');
    for (const tensor of this.#initialisers) graph.tag(GraphField.initialiser, WireType.LengthDelimited).bytes(tensor);
    for (const node of this.#richNodes) graph.tag(GraphField.node, WireType.LengthDelimited).bytes(node);
    const model = new BinaryWriter().tag(ModelField.graph, WireType.LengthDelimited).bytes(graph.finish());
    return model.raw(this.finish()).finish();
  }
}

function writeAttribute(name: string, value: number | string): Uint8Array {
  const writer = new BinaryWriter().tag(AttributeField.name, WireType.LengthDelimited).string(name);
  const isWhole = Number.isInteger(value);
  if (typeof value === 'string') writer.tag(AttributeField.s, WireType.LengthDelimited).string(value);
  else if (isWhole) writer.tag(AttributeField.i, WireType.Varint).int64(value);
  else writer.tag(AttributeField.f, WireType.Bit32).float(value);
  const ofNumber = isWhole ? AttributeType.int : AttributeType.float;
  const type = typeof value === 'string' ? AttributeType.string : ofNumber;
  return writer.tag(AttributeField.type, WireType.Varint).int32(type).finish();
}
