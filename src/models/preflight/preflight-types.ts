import type { OnnxGraph } from '../../core/onnx/types.ts';
import type { NetworkRole } from '../package/model-paths.ts';

/** What the machine offers. */
export interface MachineFacts {
  /** `native`: ONNX Runtime outside of a browser, on the CPU. */
  readonly backend: 'webgpu' | 'wasm' | 'native';
  /** Whether shaders of the device compute in half precision; no matter on the CPU. */
  readonly hasShaderF16: boolean;
  /** Largest buffer of the GPU device, the smaller of `maxBufferSize` and `maxStorageBufferBindingSize`; no matter on the CPU. */
  readonly maxBufferBytes: number;
  /** What the runtime's own memory can grow to; null where only the machine limits it, as on the graphics card and in Node. */
  readonly heapBytes: number | null;
  /** Room that the browser still gives; null if it does not say. */
  readonly quotaBytes: number | null;
  /** Of the whole machine; left out where nothing tells, as in browsers. */
  readonly memoryBytes?: number;
}

export interface PreflightNetwork {
  readonly role: NetworkRole;
  /** For messages. */
  readonly path: string;
  readonly graph: OnnxGraph;
}

/** `note` is worth knowing, `warning` works with a drawback, `impossible` does not work. */
export type FindingLevel = 'note' | 'warning' | 'impossible';

export interface Finding {
  readonly level: FindingLevel;
  /** The file it is about; null: the model. */
  readonly file: string | null;
  /** What was expected and what was found. */
  readonly message: string;
  readonly whatToDo: string;
}

export interface Preflight {
  readonly verdict: 'ok' | 'warning' | 'impossible';
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly needs: { readonly diskBytes: number; readonly memoryBytes: number };
}

export const OTHER_EXPORT =
  'Choose another export of this model: plain operators of operator set 17, without the optimizer of ONNX Runtime.';

/** What runs the operators, for people. */
export function runtimeName({ backend }: MachineFacts): string {
  return backend === 'native' ? 'ONNX Runtime on the CPU' : 'the web build';
}
