import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { EntryField, GraphField, ModelField, TensorField } from '../onnx-fields.ts';
import { ExternalField } from './blob-tensor.ts';
import type { ModelLayout, MovedTensor } from './blob-types.ts';

/** TensorProto.DataLocation (onnx.proto). */
const EXTERNAL = 1;

/**
 * The model without its weights: a ModelProto of a few megabytes whose large tensors are external data
 * `{location, offset, length}` that point into the original file. Mounted under `location` as external data, that very
 * file makes it whole, so ONNX Runtime never holds the file in its heap. Tensors that were external before stay so.
 *
 * @param location name under which the original file is mounted, relative to the model
 */
export function writeSkeleton(layout: ModelLayout, location: string): Uint8Array {
  const graph = new BinaryWriter();
  for (const field of layout.graphFields) graph.raw(field);
  for (const tensor of layout.moved) {
    graph.tag(GraphField.initialiser, WireType.LengthDelimited).bytes(reference(tensor, location));
  }
  const model = new BinaryWriter();
  for (const field of layout.modelFields) model.raw(field);
  return model.tag(ModelField.graph, WireType.LengthDelimited).bytes(graph.finish()).finish();
}

function reference({ name, dataType, dims, offset, length }: MovedTensor, location: string): Uint8Array {
  const tensor = new BinaryWriter();
  for (const dim of dims) tensor.tag(TensorField.dims, WireType.Varint).int64(dim);
  tensor.tag(TensorField.dataType, WireType.Varint).int32(dataType);
  tensor.tag(TensorField.name, WireType.LengthDelimited).string(name);
  const entries = { location, offset: String(offset), length: String(length) };
  for (const [key, value] of Object.entries(entries)) {
    const entry = new BinaryWriter().tag(EntryField.key, WireType.LengthDelimited).string(key);
    entry.tag(EntryField.value, WireType.LengthDelimited).string(value);
    tensor.tag(ExternalField.externalData, WireType.LengthDelimited).bytes(entry.finish());
  }
  return tensor.tag(ExternalField.dataLocation, WireType.Varint).int32(EXTERNAL).finish();
}
