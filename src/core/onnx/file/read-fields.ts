import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Reads the value of the field at hand; `wire` tells a packed list from a single number. */
export type FieldHandler = (reader: BinaryReader, wire: WireType) => void;

/**
 * Walks one protobuf message and calls the handler of each known field in file order; unknown fields are skipped.
 * Nothing is copied: bytes that a handler takes are views. A field that occurs again calls its handler again, which is
 * how concatenated messages merge (protobuf encoding guide, "Last One Wins").
 * @throws Error or RangeError of the wire library where the bytes are not a protobuf message.
 */
export function readFields(bytes: Uint8Array, handlers: Readonly<Record<number, FieldHandler>>): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const handler = handlers[field];
    if (handler) handler(reader, wire);
    else reader.skip(wire, field);
  }
}

/** A repeated number field, packed into one length-delimited value or written one by one. */
export function readNumbers(
  reader: BinaryReader,
  wire: WireType,
  into: number[],
  readOne: (reader: BinaryReader) => number,
): void {
  if (wire !== WireType.LengthDelimited) {
    into.push(readOne(reader));
    return;
  }
  const packed = new BinaryReader(reader.bytes());
  while (packed.pos < packed.len) into.push(readOne(packed));
}

export const readInt64 = (reader: BinaryReader): number => Number(reader.int64());
export const readInt32 = (reader: BinaryReader): number => reader.int32();
export const readFloat = (reader: BinaryReader): number => reader.float();
export const readDouble = (reader: BinaryReader): number => reader.double();
