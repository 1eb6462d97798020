import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { GraphField, ModelField, NodeField, TensorField, ValueInfoField } from '../file/onnx-fields.ts';

/** Copies a message field by field; `edit` may return other bytes for a length-delimited field, or null to leave it out. */
export function rewrite(bytes: Uint8Array, edit: (field: number, value: Uint8Array) => Uint8Array | null): Uint8Array {
  const reader = new BinaryReader(bytes);
  const writer = new BinaryWriter();
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (wire !== WireType.LengthDelimited) {
      writer.tag(field, wire).raw(reader.skip(wire, field));
      continue;
    }
    const value = edit(field, reader.bytes());
    if (value) writer.tag(field, wire).bytes(value);
  }
  return writer.finish();
}

/**
 * The same model under other names: every node, tensor, initialiser, input and output gets a name that says nothing,
 * and the nodes are stored in another order. `random` gives numbers in 0…1.
 */
export function disguiseModel(model: Uint8Array, random: () => number): Uint8Array {
  const names = new Map<string, string>();
  const rename = (bytes: Uint8Array) => {
    const name = new TextDecoder().decode(bytes);
    // An empty name is an input left out.
    if (name && !names.has(name)) names.set(name, `n${random().toString(36).slice(2)}_${names.size}`);
    return new TextEncoder().encode(names.get(name) ?? '');
  };
  const renameFields = (bytes: Uint8Array, fields: readonly number[]) =>
    rewrite(bytes, (field, value) => (fields.includes(field) ? rename(value) : value));
  const disguiseGraph = (graph: Uint8Array) => {
    const renamed = rewrite(graph, (field, value) => {
      if (field === GraphField.node) return renameFields(value, [NodeField.input, NodeField.output, NodeField.name]);
      if (field === GraphField.initialiser) return renameFields(value, [TensorField.name]);
      const isValue = field === GraphField.input || field === GraphField.output;
      return isValue ? renameFields(value, [ValueInfoField.name]) : value;
    });
    return shuffleNodes(renamed, random);
  };
  return rewrite(model, (field, value) => (field === ModelField.graph ? disguiseGraph(value) : value));
}

function shuffleNodes(graph: Uint8Array, random: () => number): Uint8Array {
  const nodes: { readonly rank: number; readonly bytes: Uint8Array }[] = [];
  rewrite(graph, (field, bytes) => {
    if (field === GraphField.node) nodes.push({ rank: random(), bytes });
    return bytes;
  });
  nodes.sort((a, b) => a.rank - b.rank);
  return rewrite(graph, (field, bytes) => (field === GraphField.node ? (nodes.pop()?.bytes ?? bytes) : bytes));
}
