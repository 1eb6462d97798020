import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { FragmentWriter } from '../../core/onnx/file/fragment-writer.ts';
import {
  AttributeField,
  AttributeType,
  GraphField,
  ModelField,
  NodeField,
  OpsetField,
} from '../../core/onnx/file/onnx-fields.ts';
import type { TensorInfo } from '../../core/onnx/types.ts';

export interface OperatorModel {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly TensorInfo[];
  readonly attributes: Readonly<Record<string, number>>;
}

/** A model of one node, to ask a runtime whether it has a kernel for it. */
export function operatorModel({ op, domain, inputs, attributes }: OperatorModel): Uint8Array {
  const text = (writer: BinaryWriter, field: number, value: string) =>
    writer.tag(field, WireType.LengthDelimited).string(value);
  const node = new BinaryWriter();
  for (const { name } of inputs) text(node, NodeField.input, name);
  text(text(text(node, NodeField.output, 'y'), NodeField.op, op), NodeField.domain, domain);
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = text(new BinaryWriter(), AttributeField.name, name).tag(AttributeField.i, WireType.Varint);
    attribute.int64(value).tag(AttributeField.type, WireType.Varint).int32(AttributeType.int);
    node.tag(NodeField.attribute, WireType.LengthDelimited).bytes(attribute.finish());
  }
  const rest = new FragmentWriter('');
  for (const input of inputs) rest.input(input);
  rest.output('y');
  const graph = text(new BinaryWriter(), GraphField.name, 'one').tag(GraphField.node, WireType.LengthDelimited);
  const model = new BinaryWriter().tag(ModelField.irVersion, WireType.Varint).int64(8);
  for (const [name, version] of Object.entries({ '': 17, 'com.microsoft': 1 })) {
    const opset = text(new BinaryWriter(), OpsetField.domain, name).tag(OpsetField.version, WireType.Varint);
    model.tag(ModelField.opsetImport, WireType.LengthDelimited).bytes(opset.int64(version).finish());
  }
  model.tag(ModelField.graph, WireType.LengthDelimited).bytes(graph.bytes(node.finish()).finish());
  return model.raw(rest.finish()).finish();
}
