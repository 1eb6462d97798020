import type { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { halfToNumber } from '../../half.ts';
import type { StoredTensor } from '../types.ts';
import { DataType } from './data-types.ts';
import { TensorField } from './onnx-fields.ts';
import { readDouble, readFields, readFloat, readInt32, readInt64, readNumbers } from './read-fields.ts';

/** Shape arithmetic, scales and paddings are a handful of numbers; anything longer is a weight and stays undecoded. */
const MAX_DECODED_ELEMENTS = 256;

/** Reads a TensorProto (onnx.proto). Raw data stays a view; tensors of at most 256 elements also get their numbers. */
export function readTensor(bytes: Uint8Array): StoredTensor {
  let name = '';
  let dataType = 0;
  let rawData: Uint8Array | null = null;
  const dims: number[] = [];
  const typed: number[] = [];
  const numbers = (readOne: (reader: BinaryReader) => number) => (reader: BinaryReader, wire: WireType) => {
    // Dimensions precede data in every writer we know; were they to follow, the list is read for nothing.
    if (elementCount(dims) <= MAX_DECODED_ELEMENTS) readNumbers(reader, wire, typed, readOne);
    else reader.skip(wire);
  };
  readFields(bytes, {
    [TensorField.dims]: (reader, wire) => readNumbers(reader, wire, dims, readInt64),
    [TensorField.dataType]: (reader) => {
      dataType = reader.int32();
    },
    [TensorField.name]: (reader) => {
      name = reader.string();
    },
    [TensorField.rawData]: (reader) => {
      rawData = reader.bytes();
    },
    [TensorField.floatData]: numbers(readFloat),
    [TensorField.int32Data]: numbers(readInt32),
    [TensorField.int64Data]: numbers(readInt64),
    [TensorField.doubleData]: numbers(readDouble),
  });
  return { name, dataType, dims, rawData, values: decode(dataType, elementCount(dims), rawData, typed) };
}

export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function decode(
  dataType: number,
  count: number,
  rawData: Uint8Array | null,
  typed: readonly number[],
): readonly number[] | null {
  if (count > MAX_DECODED_ELEMENTS) return null;
  if (rawData) return decodeRaw(dataType, count, rawData);
  if (typed.length !== count) return null;
  return dataType === DataType.float16 ? typed.map(halfToNumber) : typed;
}

type ReadElement = readonly [bytes: number, read: (view: DataView, offset: number) => number];

/** raw_data is little-endian, whatever the machine (onnx.proto). */
const RAW_ELEMENTS: Readonly<Record<number, ReadElement>> = {
  [DataType.float]: [4, (view, offset) => view.getFloat32(offset, true)],
  [DataType.uint8]: [1, (view, offset) => view.getUint8(offset)],
  [DataType.int8]: [1, (view, offset) => view.getInt8(offset)],
  [DataType.uint16]: [2, (view, offset) => view.getUint16(offset, true)],
  [DataType.int16]: [2, (view, offset) => view.getInt16(offset, true)],
  [DataType.int32]: [4, (view, offset) => view.getInt32(offset, true)],
  [DataType.int64]: [8, (view, offset) => Number(view.getBigInt64(offset, true))],
  [DataType.bool]: [1, (view, offset) => view.getUint8(offset)],
  [DataType.float16]: [2, (view, offset) => halfToNumber(view.getUint16(offset, true))],
  [DataType.double]: [8, (view, offset) => view.getFloat64(offset, true)],
};

function decodeRaw(dataType: number, count: number, raw: Uint8Array): readonly number[] | null {
  const element = RAW_ELEMENTS[dataType];
  if (!element || raw.byteLength !== count * element[0]) return null;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: count }, (_, i) => element[1](view, i * element[0]));
}
