import type * as Ort from 'onnxruntime-web';

/** ONNX Runtime, whichever build: onnxruntime-web in the browser, onnxruntime-node in tests and on the command line. */
export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;
export type OrtTensor = Ort.Tensor;
export type OrtSession = Ort.InferenceSession;
export type SessionOptions = Ort.InferenceSession.SessionOptions;
