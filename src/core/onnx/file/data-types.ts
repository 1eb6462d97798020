/** TensorProto.DataType (onnx.proto) of the kinds that the studio reads. */
export const DataType = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
  uint4: 21,
  int4: 22,
} as const;

const INTEGER_TYPES: ReadonlySet<number> = new Set([
  DataType.uint8,
  DataType.int8,
  DataType.uint16,
  DataType.int16,
  DataType.int32,
  DataType.int64,
]);

/** Whether Div truncates on this dtype. */
export function isIntegerType(dataType: number): boolean {
  return INTEGER_TYPES.has(dataType);
}
