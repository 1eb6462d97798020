import * as ortNode from 'onnxruntime-node';
import type { OrtModule, OrtSession, OrtTensor } from '../networks/ort-module.ts';

/** What goes wrong in a network's run. */
export type Spoil = (outputs: Record<string, OrtTensor>, call: number) => Record<string, OrtTensor>;

/**
 * Native ONNX Runtime with one network that misbehaves.
 * @param output which network: the one that has this output
 * @param spoil what becomes of the outputs of its call (1-based); may throw what a runtime throws
 */
export function spoiltOrt(output: string, spoil: Spoil): OrtModule {
  const create = async (bytes: Uint8Array, options: ortNode.InferenceSession.SessionOptions) => {
    const session = (await ortNode.InferenceSession.create(bytes, options)) as unknown as OrtSession;
    if (!session.outputNames.includes(output)) return session;
    let call = 0;
    const run = async (...args: Parameters<OrtSession['run']>) =>
      spoil((await session.run(...args)) as Record<string, OrtTensor>, ++call);
    return { run } as unknown as OrtSession;
  };
  return { InferenceSession: { create }, Tensor: ortNode.Tensor } as unknown as OrtModule;
}

/** The output filled with `value`; the others stay. */
export function filled(outputs: Record<string, OrtTensor>, name: string, value: number): Record<string, OrtTensor> {
  const { dims, size } = outputs[name] as OrtTensor;
  const tensor = new ortNode.Tensor('float32', new Float32Array(size).fill(value), dims) as unknown as OrtTensor;
  return { ...outputs, [name]: tensor };
}
