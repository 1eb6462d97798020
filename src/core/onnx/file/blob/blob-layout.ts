import { WireType } from '@bufbuild/protobuf/wire';
import { StudioError } from '../../../errors.ts';
import { GraphField, ModelField } from '../onnx-fields.ts';
import { elementCount } from '../read-tensor.ts';
import { BlobCursor, type FieldRange, WireError } from './blob-cursor.ts';
import { locateTensor, readLargeConstant, readLargeTensor } from './blob-tensor.ts';
import type { BlobLike, ModelLayout, MovedTensor, TensorLocation } from './blob-types.ts';

/** Shape arithmetic needs its small constants at hand, and a reference to a few numbers is no shorter than they are. */
const INLINE_TENSOR_BYTES = 4 * 1024;
const INLINE_NODE_BYTES = 64 * 1024;

/**
 * Takes a model file apart by ranges, however large it is: reads its nodes and small tensors and steps over the weights.
 * The numbers of a tensor of more than 4 KiB are never read, unless they are varints (int32_data, int64_data), which only
 * a parser can measure.
 *
 * @throws StudioError `model-corrupt` if the bytes are no ONNX model or end too early; else what reading `blob` throws
 */
export async function readModelLayout(blob: BlobLike): Promise<ModelLayout> {
  const cursor = new BlobCursor(blob);
  try {
    return await readModel(cursor, blob.size);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw await corrupt(blob, error.message, error);
  }
}

async function readModel(cursor: BlobCursor, byteLength: number): Promise<ModelLayout> {
  const modelFields: Uint8Array[] = [];
  const graphFields: Uint8Array[] = [];
  const moved: MovedTensor[] = [];
  const tensors = new Map<string, TensorLocation>();
  let graphs = 0;
  for await (const part of cursor.fields(0, byteLength)) {
    if (part.field !== ModelField.graph) {
      modelFields.push(await cursor.bytes(part.start, part.valueEnd));
      continue;
    }
    graphs++;
    for await (const inner of cursor.fields(part.valueStart, part.valueEnd)) {
      const tensor = await readMovable(cursor, inner);
      if (tensor) {
        moved.push(tensor);
        tensors.set(tensor.name, { file: null, offset: tensor.offset, length: tensor.length });
        cursor.passed(elementCount(tensor.dims), tensor.length, inner);
        continue;
      }
      const bytes = await cursor.bytes(inner.start, inner.valueEnd);
      graphFields.push(bytes);
      if (inner.field !== GraphField.initialiser) continue;
      const { name, location } = located(bytes.subarray(inner.valueStart - inner.start), inner.valueStart);
      if (location) tensors.set(name, location);
      if (location?.file === null) cursor.passed(null, location.length ?? 0, inner);
    }
  }
  if (graphs === 0) throw new WireError('no graph in it');
  return { byteLength, modelFields, graphFields, moved, tensors };
}

async function readMovable(cursor: BlobCursor, part: FieldRange): Promise<MovedTensor | null> {
  const bytes = part.valueEnd - part.valueStart;
  if (part.wire !== WireType.LengthDelimited) return null;
  if (part.field === GraphField.initialiser && bytes > INLINE_TENSOR_BYTES) return readLargeTensor(cursor, part);
  if (part.field === GraphField.node && bytes > INLINE_NODE_BYTES) return readLargeConstant(cursor, part);
  return null;
}

/** Every throw of the wire library means bytes that are not a protobuf message. */
function located(message: Uint8Array, offset: number): ReturnType<typeof locateTensor> {
  try {
    return locateTensor(message, offset);
  } catch (error) {
    throw new WireError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function corrupt(blob: BlobLike, found: string, cause: unknown): Promise<StudioError> {
  const head = new Uint8Array(await blob.slice(0, Math.min(24, blob.size)).arrayBuffer());
  const text = new TextDecoder('latin1').decode(head).replace(/[^\x20-\x7e]/g, '·');
  return new StudioError(
    {
      code: 'model-corrupt',
      message:
        `Expected an ONNX model; found ${blob.size} bytes beginning "${text}": ${found}. ` +
        'The file is incomplete or of another kind: load or export it again.',
      details: { bytes: blob.size },
    },
    { cause },
  );
}
