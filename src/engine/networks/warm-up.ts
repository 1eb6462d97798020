import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DataType } from '../../core/onnx/file/data-types.ts';
import { FragmentWriter } from '../../core/onnx/file/fragment-writer.ts';
import { GraphField, ModelField, OpsetField } from '../../core/onnx/file/onnx-fields.ts';
import { ortCalls } from './ort-calls.ts';
import type { OrtModule } from './ort-module.ts';

/**
 * Has ONNX Runtime fetch, compile and start its WebAssembly while the model is downloaded; it would otherwise do so with the first
 * session, when the model is here.
 * @throws what the runtime throws where it cannot start
 */
export async function warmUp(ort: OrtModule): Promise<void> {
  await ortCalls.run(async () => {
    const session = await ort.InferenceSession.create(smallestModel());
    await session.release();
  });
}

/** One node that gives back the number it gets. */
function smallestModel(): Uint8Array {
  const nodes = new FragmentWriter('warm-up/');
  const input = nodes.input({ name: 'x', dataType: DataType.float, shape: [1] });
  nodes.output(nodes.node('Identity', [input]));
  const graphName = new BinaryWriter().tag(GraphField.name, WireType.LengthDelimited).string('warm-up').finish();
  const opset = new BinaryWriter().tag(OpsetField.version, WireType.Varint).int64(13).finish();
  const rest = new BinaryWriter()
    .tag(ModelField.irVersion, WireType.Varint)
    .int64(8)
    .tag(ModelField.opsetImport, WireType.LengthDelimited)
    .bytes(opset)
    .tag(ModelField.graph, WireType.LengthDelimited)
    .bytes(graphName)
    .finish();
  // Parsers merge messages that follow each other.
  return new Uint8Array([...nodes.finish(), ...rest]);
}
