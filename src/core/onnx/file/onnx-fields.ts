/** Field numbers of onnx.proto, those that the studio reads or writes. */
export const ModelField = { irVersion: 1, graph: 7, opsetImport: 8, metadataProps: 14 } as const;
export const OpsetField = { domain: 1, version: 2 } as const;
export const EntryField = { key: 1, value: 2 } as const;
export const GraphField = { node: 1, name: 2, initialiser: 5, input: 11, output: 12 } as const;
export const NodeField = {
  input: 1,
  output: 2,
  name: 3,
  op: 4,
  attribute: 5,
  domain: 7,
  metadataProps: 9,
} as const;
export const AttributeField = { name: 1, f: 2, i: 3, s: 4, t: 5, floats: 7, ints: 8, type: 20 } as const;
export const AttributeType = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;
export const TensorField = {
  dims: 1,
  dataType: 2,
  floatData: 4,
  int32Data: 5,
  int64Data: 7,
  name: 8,
  rawData: 9,
  doubleData: 10,
} as const;
export const ValueInfoField = { name: 1, type: 2 } as const;
export const TypeField = { tensor: 1 } as const;
export const TensorTypeField = { elementType: 1, shape: 2 } as const;
export const ShapeField = { dimension: 1 } as const;
export const DimensionField = { value: 1, parameter: 2 } as const;
