/** TensorProto.DataType (onnx.proto) of the kinds that the studio reads. */
export const DataType = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
} as const;

const INTEGER_TYPES: ReadonlySet<number> = new Set([DataType.uint8, DataType.int8, DataType.int32, DataType.int64]);

/** Whether Div truncates on this dtype. */
export function isIntegerType(dataType: number): boolean {
  return INTEGER_TYPES.has(dataType);
}

/** The number that 16 bits stand for in IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
