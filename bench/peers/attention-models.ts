import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DataType } from '../../src/core/onnx/file/data-types.ts';
import { FragmentWriter } from '../../src/core/onnx/file/fragment-writer.ts';

const IR_VERSION = 8;
const OPSET = 17;

export interface AttentionShape {
  /** Queries and keys. */
  readonly tokens: number;
  readonly heads: number;
  readonly headDim: number;
}

export interface AttentionModel {
  /** Inputs `Q` and `K`, fp32 `[1, tokens, heads·headDim]`. */
  readonly bytes: Uint8Array;
  /** Its output, fp32 `[tokens, tokens]`: mean over heads of softmax(QKᵀ·headDim^-½). */
  readonly output: string;
}

/** The straightforward way: scores and softmax of all heads at once, then their mean. */
export function materialisedAttention({ tokens, heads, headDim }: AttentionShape): AttentionModel {
  const writer = startModel({ tokens, heads, headDim });
  const toHeads = (tensor: string, perm: readonly number[]) =>
    writer.node('Transpose', [writer.node('Reshape', [tensor, writer.integers([tokens, heads, headDim])])], { perm });
  const keysT = writer.node('Mul', [toHeads('K', [1, 2, 0]), writer.float(headDim ** -0.5)]);
  const scores = writer.node('MatMul', [toHeads('Q', [1, 0, 2]), keysT]);
  const probabilities = writer.node('Softmax', [scores], { axis: 2 });
  const output = writer.node('ReduceMean', [probabilities], { axes: [0], keepdims: 0 });
  writer.output(output);
  return { bytes: endModel(writer), output };
}

function startModel({ tokens, heads, headDim }: AttentionShape): FragmentWriter {
  const writer = new FragmentWriter('');
  const shape = [1, tokens, heads * headDim];
  for (const name of ['Q', 'K']) writer.input({ name, dataType: DataType.float, shape });
  return writer;
}

/** A fragment becomes a model of its own by the fields that it leaves to the model it is appended to (onnx.proto3). */
function endModel(fragment: FragmentWriter): Uint8Array {
  const model = new BinaryWriter().tag(1, WireType.Varint).int64(IR_VERSION);
  model.tag(7, WireType.LengthDelimited).fork().tag(2, WireType.LengthDelimited).string('attention').join();
  model.tag(8, WireType.LengthDelimited).fork().tag(2, WireType.Varint).int64(OPSET).join();
  const [head, body] = [model.finish(), fragment.finish()];
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
