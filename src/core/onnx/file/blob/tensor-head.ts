import { WireType } from '@bufbuild/protobuf/wire';
import { DataType } from '../data-types.ts';
import { GraphField, TensorField } from '../onnx-fields.ts';

/** A field of a GraphProto: its number, and where its value lies in the bytes or behind them. */
export interface FieldHead {
  readonly field: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Names are shorter. */
const MOST_NAME_BYTES = 1024;
const MOST_DIMS = 8;

/** The head of the field at `at`; null where the bytes end before it does, or it is none that a graph has. */
export function fieldHead(bytes: Uint8Array, at: number): FieldHead | null {
  const tag = varintAt(bytes, at);
  if (!tag || tag.value < 8) return null;
  const [field, wire] = [Math.floor(tag.value / 8), tag.value % 8];
  const value = varintAt(bytes, tag.next);
  if (!value) return null;
  if (wire === WireType.Varint) return { field, valueStart: tag.next, valueEnd: value.next };
  if (wire !== WireType.LengthDelimited) return null;
  return { field, valueStart: value.next, valueEnd: value.next + value.value };
}

/**
 * Where the first initialiser begins in bytes that may begin within another one's numbers; null where none does. It is told by
 * its lengths: its numbers take what its dimensions and its type make, and end where it ends. By chance they never agree.
 */
export function findTensorHead(bytes: Uint8Array): number | null {
  for (let at = bytes.indexOf(INITIALISER); at >= 0; at = bytes.indexOf(INITIALISER, at + 1)) {
    if (isTensor(bytes, at)) return at;
  }
  return null;
}

const INITIALISER = GraphField.initialiser * 8 + WireType.LengthDelimited;

function isTensor(bytes: Uint8Array, start: number): boolean {
  const tensor = fieldHead(bytes, start);
  if (!tensor) return false;
  let elements = 1;
  let dims = 0;
  let dataType = 0;
  let at = tensor.valueStart;
  for (;;) {
    const part = fieldHead(bytes, at);
    if (!part || part.valueEnd > tensor.valueEnd) return false;
    const number = varintAt(bytes, part.valueStart)?.value ?? 0;
    if (part.field === TensorField.dims && ++dims <= MOST_DIMS) elements *= number;
    else if (part.field === TensorField.dataType) dataType = number;
    else if (DATA_FIELDS.has(part.field)) {
      const dataBytes = part.valueEnd - part.valueStart;
      const isFull = elements > 0 && dataBytes === Math.ceil((elements * (ELEMENT_BITS[dataType] ?? 0)) / 8);
      return isFull && tensor.valueEnd - part.valueEnd < MOST_NAME_BYTES;
    } else if (part.field !== TensorField.name || part.valueEnd - part.valueStart > MOST_NAME_BYTES) return false;
    at = part.valueEnd;
  }
}

/** As `int64[]` of packed dims, a list has one number here: such tensors are stepped over, and no others are found by them. */
const DATA_FIELDS: ReadonlySet<number> = new Set([TensorField.rawData, TensorField.floatData, TensorField.doubleData]);

const ELEMENT_BITS: Readonly<Record<number, number>> = {
  [DataType.float]: 32,
  [DataType.uint8]: 8,
  [DataType.int8]: 8,
  [DataType.uint16]: 16,
  [DataType.int16]: 16,
  [DataType.int32]: 32,
  [DataType.int64]: 64,
  [DataType.bool]: 8,
  [DataType.float16]: 16,
  [DataType.double]: 64,
  [DataType.uint4]: 4,
  [DataType.int4]: 4,
};

function varintAt(bytes: Uint8Array, start: number): { readonly value: number; readonly next: number } | null {
  let value = 0;
  for (let at = start, scale = 1; at < bytes.byteLength && scale <= 2 ** 49; at++, scale *= 128) {
    const byte = bytes[at] as number;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: at + 1 };
  }
  return null;
}
