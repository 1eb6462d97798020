import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

const FLOAT = 1;

/** A length-delimited field of a protobuf message. */
function message(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

const text = (writer: BinaryWriter, field: number, value: string) =>
  writer.tag(field, WireType.LengthDelimited).string(value);

const integer = (writer: BinaryWriter, field: number, value: number) => writer.tag(field, WireType.Varint).int64(value);

/** `ValueInfoProto` of an fp32 matrix. */
function matrix(writer: BinaryWriter, field: number, name: string, rows: number, columns: number): void {
  message(writer, field, (info) => {
    text(info, 1, name);
    message(info, 2, (type) =>
      message(type, 1, (tensor) => {
        integer(tensor, 1, FLOAT);
        message(tensor, 2, (shape) => {
          for (const size of [rows, columns]) message(shape, 1, (dimension) => integer(dimension, 1, size));
        });
      }),
    );
  });
}

/**
 * The straightforward way to refine, as an ONNX model: A⁴ formed by two matrix products, then A⁴·C.
 * Inputs `A` fp32 [n,n] and `C` fp32 [n,columns]; output `R` fp32 [n,columns]. Field numbers: onnx.proto3.
 */
export function fourthPowerModel(n: number, columns: number): Uint8Array {
  const products = [
    { inputs: ['A', 'A'], output: 'A2' },
    { inputs: ['A2', 'A2'], output: 'A4' },
    { inputs: ['A4', 'C'], output: 'R' },
  ];
  const writer = new BinaryWriter();
  integer(writer, 1, 8);
  message(writer, 7, (graph) => {
    for (const { inputs, output } of products) {
      message(graph, 1, (node) => {
        for (const input of inputs) text(node, 1, input);
        text(node, 2, output);
        text(node, 4, 'MatMul');
      });
    }
    text(graph, 2, 'fourth-power');
    matrix(graph, 11, 'A', n, n);
    matrix(graph, 11, 'C', n, columns);
    matrix(graph, 12, 'R', n, columns);
  });
  message(writer, 8, (opset) => integer(opset, 2, 17));
  return writer.finish();
}
