import { WireType } from '@bufbuild/protobuf/wire';
import { DataType } from '../data-types.ts';
import { AttributeField, EntryField, NodeField, TensorField } from '../onnx-fields.ts';
import { readFields, readInt64, readNumbers } from '../read-fields.ts';
import { elementCount } from '../read-tensor.ts';
import type { BlobCursor, FieldRange } from './blob-cursor.ts';
import type { MovedTensor, TensorLocation } from './blob-types.ts';

/** Fields of TensorProto that tell where its numbers lie if not inside (onnx.proto). */
export const ExternalField = { externalData: 13, dataLocation: 14 } as const;

/** Packed lists of fixed-size numbers are little-endian, so their bytes are those that raw_data would have. */
const RAW_AS_WRITTEN: Readonly<Record<number, number>> = {
  [TensorField.floatData]: DataType.float,
  [TensorField.doubleData]: DataType.double,
};

/** Name and place of a tensor read whole; the place is null where its numbers are varints in typed fields. */
export function locateTensor(
  message: Uint8Array,
  fileOffset: number,
): { readonly name: string; readonly location: TensorLocation | null } {
  let name = '';
  let inside: TensorLocation | null = null;
  const external = new Map<string, string>();
  const packed = (reader: { readonly pos: number; bytes(): Uint8Array }) => {
    const { byteLength } = reader.bytes();
    inside = { file: null, offset: fileOffset + reader.pos - byteLength, length: byteLength };
  };
  readFields(message, {
    [TensorField.name]: (reader) => {
      name = reader.string();
    },
    [TensorField.rawData]: packed,
    [TensorField.floatData]: (reader, wire) => (wire === WireType.LengthDelimited ? packed(reader) : reader.skip(wire)),
    [TensorField.doubleData]: (reader, wire) =>
      wire === WireType.LengthDelimited ? packed(reader) : reader.skip(wire),
    [ExternalField.externalData]: (reader) => external.set(...entry(reader.bytes())),
  });
  const file = external.get('location');
  if (file === undefined) return { name, location: inside };
  const length = external.get('length');
  const offset = Number(external.get('offset') ?? 0);
  return { name, location: { file, offset, length: length === undefined ? null : Number(length) } };
}

function entry(bytes: Uint8Array): [key: string, value: string] {
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

/** Walks a large TensorProto past its numbers. Null if they lie in it in another way than raw_data would. */
export async function readLargeTensor(
  cursor: BlobCursor,
  { valueStart, valueEnd }: FieldRange,
): Promise<MovedTensor | null> {
  let name = '';
  let dataType = 0;
  const dims: number[] = [];
  const data: FieldRange[] = [];
  for await (const part of cursor.fields(valueStart, valueEnd)) {
    const bytes = () => cursor.bytes(part.valueStart, part.valueEnd);
    if (part.field === TensorField.name) name = new TextDecoder().decode(await bytes());
    else if (part.field === TensorField.dataType) dataType = part.varint;
    else if (part.field === TensorField.dims) {
      if (part.wire === WireType.Varint) dims.push(part.varint);
      else
        readFields(await withTag(cursor, part), { [TensorField.dims]: (r, w) => readNumbers(r, w, dims, readInt64) });
    } else if (DATA_FIELDS.has(part.field)) data.push(part);
  }
  const [only, ...more] = data;
  if (!only || more.length > 0 || only.wire !== WireType.LengthDelimited) return null;
  if (only.field !== TensorField.rawData && RAW_AS_WRITTEN[only.field] !== dataType) return null;
  return { name, dataType, dims, offset: only.valueStart, length: only.valueEnd - only.valueStart };
}

const DATA_FIELDS: ReadonlySet<number> = new Set([
  TensorField.rawData,
  TensorField.floatData,
  TensorField.doubleData,
  TensorField.int32Data,
  TensorField.int64Data,
  ExternalField.externalData,
]);

function withTag(cursor: BlobCursor, { start, valueEnd }: FieldRange): Promise<Uint8Array> {
  return cursor.bytes(start, valueEnd);
}

/** A large Constant node as the initialiser that it amounts to; null for any other node. */
export async function readLargeConstant(cursor: BlobCursor, node: FieldRange): Promise<MovedTensor | null> {
  let op = '';
  const outputs: string[] = [];
  let value: MovedTensor | null = null;
  const text = async ({ valueStart, valueEnd }: FieldRange) =>
    new TextDecoder().decode(await cursor.bytes(valueStart, valueEnd));
  for await (const part of cursor.fields(node.valueStart, node.valueEnd)) {
    if (part.field === NodeField.op) op = await text(part);
    else if (part.field === NodeField.output) outputs.push(await text(part));
    else if (part.field === NodeField.attribute) {
      for await (const inner of cursor.fields(part.valueStart, part.valueEnd)) {
        if (inner.field === AttributeField.t) value = await readLargeTensor(cursor, inner);
      }
    }
  }
  const [name, ...more] = outputs;
  if (op !== 'Constant' || !value || name === undefined || more.length > 0) return null;
  return elementCount(value.dims) > 0 ? { ...value, name } : null;
}
