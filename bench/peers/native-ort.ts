import * as ort from 'onnxruntime-node';
import type { OrtModule } from '../../src/engine/networks/ort-module.ts';

/** Native ONNX Runtime whose sessions run on so many threads. */
export function nativeOrt(threads: number): OrtModule {
  const create = (bytes: Uint8Array, options?: ort.InferenceSession.SessionOptions) =>
    ort.InferenceSession.create(bytes, { ...options, intraOpNumThreads: threads, interOpNumThreads: 1 });
  return { ...ort, InferenceSession: { create } } as unknown as OrtModule;
}
