import type * as Ort from 'onnxruntime-web';

/** ONNX Runtime, whichever build: onnxruntime-web in the browser, onnxruntime-node in tests and on the command line. */
export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;
export interface LoadedOrt {
  readonly ort: OrtModule;
  /** Which build, for the backend's description. */
  readonly build: 'jspi' | 'asyncify' | 'wasm' | 'native';
  readonly threads: number;
}

export type OrtTensor = Ort.Tensor;
export type OrtSession = Ort.InferenceSession;
export type SessionOptions = Ort.InferenceSession.SessionOptions;
