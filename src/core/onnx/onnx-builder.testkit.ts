import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DataType } from './data-types.ts';
import { FragmentWriter } from './fragment-writer.ts';
import {
  AttributeField,
  AttributeType,
  GraphField,
  ModelField,
  NodeField,
  OpsetField,
  TensorField,
} from './onnx-fields.ts';

/** Builds tiny ONNX models for tests: the writer of fragments plus what makes a fragment a whole model. */
export class OnnxBuilder extends FragmentWriter {
  readonly #initialisers: Uint8Array[] = [];
  readonly #contribNodes: Uint8Array[] = [];
  readonly #opset: number;
  #seed = 1;

  constructor(opset = 16) {
    super('t/');
    this.#opset = opset;
  }

  /** An fp32 initialiser of small numbers that differ from call to call. */
  weight(name: string, dims: readonly number[]): string {
    const count = dims.reduce((product, size) => product * size, 1);
    const values = Float32Array.from({ length: count }, () => {
      this.#seed = (this.#seed * 48271) % 2147483647;
      return this.#seed / 2147483647 - 0.5;
    });
    const tensor = new BinaryWriter();
    for (const dim of dims) tensor.tag(TensorField.dims, WireType.Varint).int64(dim);
    tensor.tag(TensorField.dataType, WireType.Varint).int32(DataType.float);
    tensor.tag(TensorField.name, WireType.LengthDelimited).string(name);
    tensor.tag(TensorField.rawData, WireType.LengthDelimited).bytes(new Uint8Array(values.buffer));
    this.#initialisers.push(tensor.finish());
    return name;
  }

  /** A node of ONNX Runtime's own operators with one number as its attribute. */
  contribNode(op: string, inputs: readonly string[], attribute: string, value: number): string {
    const output = this.name(`${op}_${this.#seed}_${this.#contribNodes.length}`);
    const number = new BinaryWriter().tag(AttributeField.name, WireType.LengthDelimited).string(attribute);
    number.tag(AttributeField.i, WireType.Varint).int64(value);
    number.tag(AttributeField.type, WireType.Varint).int32(AttributeType.int);
    const node = new BinaryWriter();
    for (const input of inputs) node.tag(NodeField.input, WireType.LengthDelimited).string(input);
    node.tag(NodeField.output, WireType.LengthDelimited).string(output);
    node.tag(NodeField.op, WireType.LengthDelimited).string(op);
    node.tag(NodeField.domain, WireType.LengthDelimited).string('com.microsoft');
    node.tag(NodeField.attribute, WireType.LengthDelimited).bytes(number.finish());
    this.#contribNodes.push(node.finish());
    return output;
  }

  model(): Uint8Array {
    const opset = new BinaryWriter().tag(OpsetField.version, WireType.Varint).int64(this.#opset).finish();
    const graph = new BinaryWriter().tag(GraphField.name, WireType.LengthDelimited).string('test');
    for (const tensor of this.#initialisers) graph.tag(GraphField.initialiser, WireType.LengthDelimited).bytes(tensor);
    for (const node of this.#contribNodes) graph.tag(GraphField.node, WireType.LengthDelimited).bytes(node);
    const model = new BinaryWriter().tag(ModelField.irVersion, WireType.Varint).int64(8);
    model.tag(ModelField.opsetImport, WireType.LengthDelimited).bytes(opset);
    model.tag(ModelField.graph, WireType.LengthDelimited).bytes(graph.finish());
    return model.raw(this.finish()).finish();
  }
}
