import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ExternalField } from '../../src/core/onnx/file/blob/blob-tensor.ts';
import { EntryField, GraphField, ModelField, TensorField } from '../../src/core/onnx/file/onnx-fields.ts';
import type { ModelWriter } from './model-writer.ts';
import { byteCount, FLOAT_TYPES, type WeightSpec } from './weight-spec.ts';

/** A model file without the numbers of its weights: `structure`, then each weight's fields, followed by its numbers. */
export interface EncodedModel {
  readonly structure: Uint8Array;
  readonly weights: readonly EncodedWeight[];
  /** Of the whole file, numbers included. */
  readonly byteLength: number;
}

export interface EncodedWeight {
  /** A weight's fields up to its numbers. */
  readonly head: Uint8Array;
  /** Bytes of numbers that follow; 0 where they lie in a side file. */
  readonly inlineBytes: number;
}

/** TensorProto.DataLocation (onnx.proto). */
const EXTERNAL = 1;

/**
 * The weights follow the graph as a second GraphProto: parsers merge repeated messages (protobuf encoding guide).
 * @param sideFile name of the file with all numbers, one weight after the other; null: numbers lie inside
 */
export function encodeModel(model: ModelWriter, sideFile: string | null): EncodedModel {
  const graph = new BinaryWriter();
  for (const output of model.outputs) graph.tag(GraphField.output, WireType.LengthDelimited).bytes(output);
  const outputs = graph.finish();
  const weights = sideFile === null ? model.weights.map(inline) : referTo(sideFile, model.weights);
  const weightsBytes = weights.reduce((sum, { head, inlineBytes }) => sum + head.byteLength + inlineBytes, 0);
  const head = new BinaryWriter().raw(model.model()).tag(ModelField.graph, WireType.LengthDelimited);
  const structure = head
    .uint32(outputs.byteLength + weightsBytes)
    .raw(outputs)
    .finish();
  return { structure, weights, byteLength: structure.byteLength + weightsBytes };
}

function inline(weight: WeightSpec): EncodedWeight {
  const inlineBytes = byteCount(weight);
  const tensor = tensorFields(weight).tag(TensorField.rawData, WireType.LengthDelimited).uint32(inlineBytes).finish();
  const field = new BinaryWriter().tag(GraphField.initialiser, WireType.LengthDelimited);
  return {
    head: field
      .uint32(tensor.byteLength + inlineBytes)
      .raw(tensor)
      .finish(),
    inlineBytes,
  };
}

function referTo(sideFile: string, weights: readonly WeightSpec[]): EncodedWeight[] {
  let offset = 0;
  return weights.map((weight) => {
    const length = byteCount(weight);
    const tensor = tensorFields(weight);
    for (const [key, value] of Object.entries({ location: sideFile, offset, length })) {
      const entry = new BinaryWriter().tag(EntryField.key, WireType.LengthDelimited).string(key);
      entry.tag(EntryField.value, WireType.LengthDelimited).string(String(value));
      tensor.tag(ExternalField.externalData, WireType.LengthDelimited).bytes(entry.finish());
    }
    tensor.tag(ExternalField.dataLocation, WireType.Varint).int32(EXTERNAL);
    offset += length;
    const head = new BinaryWriter().tag(GraphField.initialiser, WireType.LengthDelimited).bytes(tensor.finish());
    return { head: head.finish(), inlineBytes: 0 };
  });
}

function tensorFields({ name, dims, type }: WeightSpec): BinaryWriter {
  const tensor = new BinaryWriter();
  for (const dim of dims) tensor.tag(TensorField.dims, WireType.Varint).int64(dim);
  tensor.tag(TensorField.dataType, WireType.Varint).int32(FLOAT_TYPES[type].dataType);
  return tensor.tag(TensorField.name, WireType.LengthDelimited).string(name);
}
