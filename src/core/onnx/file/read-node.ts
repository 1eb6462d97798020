import type { AttributeValue, OnnxNode, StoredTensor } from '../types.ts';
import { AttributeField, AttributeType, EntryField, NodeField } from './onnx-fields.ts';
import { readFields, readFloat, readInt64, readNumbers } from './read-fields.ts';
import { readTensor } from './read-tensor.ts';

/** Reads a NodeProto (onnx.proto); attributes that hold subgraphs are left out. */
export function readNode(bytes: Uint8Array): OnnxNode {
  let name = '';
  let op = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, AttributeValue>();
  const metadata = new Map<string, string>();
  readFields(bytes, {
    [NodeField.input]: (reader) => inputs.push(reader.string()),
    [NodeField.output]: (reader) => outputs.push(reader.string()),
    [NodeField.name]: (reader) => {
      name = reader.string();
    },
    [NodeField.op]: (reader) => {
      op = reader.string();
    },
    [NodeField.domain]: (reader) => {
      domain = reader.string();
    },
    [NodeField.attribute]: (reader) => {
      const [key, value] = readAttribute(reader.bytes());
      if (value !== null) attributes.set(key, value);
    },
    [NodeField.metadataProps]: (reader) => metadata.set(...readEntry(reader.bytes())),
  });
  return { name, op, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, attributes, metadata };
}

/** Reads a StringStringEntryProto. */
export function readEntry(bytes: Uint8Array): [key: string, value: string] {
  let key = '';
  let value = '';
  readFields(bytes, {
    [EntryField.key]: (reader) => {
      key = reader.string();
    },
    [EntryField.value]: (reader) => {
      value = reader.string();
    },
  });
  return [key, value];
}

function readAttribute(bytes: Uint8Array): [name: string, value: AttributeValue | null] {
  let name = '';
  let type = 0;
  // A writer that follows proto3 leaves out zeros and empty strings: the type then says which default is meant.
  let f = 0;
  let i = 0;
  let s = '';
  let t: StoredTensor | null = null;
  const floats: number[] = [];
  const ints: number[] = [];
  readFields(bytes, {
    [AttributeField.name]: (reader) => {
      name = reader.string();
    },
    [AttributeField.type]: (reader) => {
      type = reader.int32();
    },
    [AttributeField.f]: (reader) => {
      f = reader.float();
    },
    [AttributeField.i]: (reader) => {
      i = readInt64(reader);
    },
    [AttributeField.s]: (reader) => {
      s = reader.string();
    },
    [AttributeField.t]: (reader) => {
      t = readTensor(reader.bytes());
    },
    [AttributeField.floats]: (reader, wire) => readNumbers(reader, wire, floats, readFloat),
    [AttributeField.ints]: (reader, wire) => readNumbers(reader, wire, ints, readInt64),
  });
  const byType: Readonly<Record<number, AttributeValue | null>> = {
    [AttributeType.float]: f,
    [AttributeType.int]: i,
    [AttributeType.string]: s,
    [AttributeType.tensor]: t,
    [AttributeType.floats]: floats,
    [AttributeType.ints]: ints,
  };
  return [name, byType[type] ?? null];
}
