import { type Failure, type FailureCode, StudioError } from '../../core/errors.ts';

/** What went wrong underneath, as far as its words tell. */
export type RuntimeTrouble =
  | 'device-lost'
  | 'out-of-memory'
  | 'runtime-unsupported'
  | 'runtime-missing'
  | 'model-corrupt'
  | 'file-gone'
  | 'runtime-broken';

interface KnownMessage {
  readonly trouble: RuntimeTrouble;
  /** Of the error as text, `RuntimeError: unreachable`. */
  readonly pattern: RegExp;
  readonly source: string;
}

/** Neither ONNX Runtime Web (1.30) nor WebGPU has error codes for these, so words have to tell. The first match counts. */
const KNOWN_MESSAGES: readonly KnownMessage[] = [
  {
    // With much work queued `device.lost` itself can come many seconds after the calls that the loss broke.
    trouble: 'device-lost',
    pattern:
      /device (is |was )?lost|mapAsync.*(unmapped|destroyed|lost|abort)|unmapped before mapping|Instance dropped/is,
    source: 'Dawn and Chromium: GPUBuffer.mapAsync, GPUDevice.lost; ONNX Runtime: webgpu_context.cc',
  },
  {
    trouble: 'out-of-memory',
    pattern: /bad_alloc|out of memory|Aborted\(OOM\)|could not allocate memory|failed to (allocate|create GPU buffer)/i,
    source:
      'C++ operator new; Emscripten: abortOnCannotGrowMemory; ONNX Runtime: allocator.cc, wasm-core-impl.ts, buffer_manager.cc',
  },
  {
    trouble: 'out-of-memory',
    pattern: /RangeError.*(allocation failed|Invalid (typed )?array (buffer )?length|grow.*memory)/is,
    source:
      'V8: kArrayBufferAllocationFailed, kInvalidTypedArrayLength, WebAssembly.Memory.grow(); SpiderMonkey: JSMSG_WASM_BAD_GROW',
  },
  {
    trouble: 'runtime-unsupported',
    pattern: /WebAssembly (SIMD|JSPI) is not supported|relaxed WebAssembly SIMD/i,
    source: 'ONNX Runtime: wasm-factory.ts',
  },
  {
    trouble: 'runtime-missing',
    pattern: /no available backend found|fetching of the wasm failed|initializeWebAssembly\(\)' failed/i,
    source: 'ONNX Runtime: backend-impl.js (microsoft/onnxruntime #17700, #19831); Emscripten: instantiateAsync',
  },
  {
    trouble: 'runtime-missing',
    pattern: /dynamically imported module|Importing a module script failed/i,
    source: 'Chromium, Firefox; WebKit: a script that a page asks for and that is not there (any more)',
  },
  {
    trouble: 'model-corrupt',
    pattern: /protobuf/i,
    source: 'ONNX Runtime: model.cc (INVALID_PROTOBUF)',
  },
  {
    trouble: 'file-gone',
    pattern: /^Not(Found|Readable)Error/,
    source: 'File API: reading a Blob whose file was deleted or changed meanwhile',
  },
  {
    // After a trap or an abort the heap may hold anything.
    trouble: 'runtime-broken',
    pattern: /^RuntimeError|Aborted\(/,
    source: 'WebAssembly traps; Emscripten: abort (microsoft/onnxruntime #13445, #10957)',
  },
];

/** Null where nothing tells. What is no Error is a pointer to a C++ exception that nobody caught (onnxruntime #17964). */
export function troubleOf(thrown: unknown): RuntimeTrouble | null {
  const text = String(thrown);
  const known = KNOWN_MESSAGES.find(({ pattern }) => pattern.test(text));
  return known?.trouble ?? (thrown instanceof Error ? null : 'runtime-broken');
}

export const LOST_DEVICE: Failure = {
  code: 'device-lost',
  message: 'The graphics device was lost (driver reset or sleep). The engine restarts; generate again.',
};

const FAILURES: Readonly<
  Record<Exclude<RuntimeTrouble, 'device-lost'>, { readonly code: FailureCode; readonly say: (text: string) => string }>
> = {
  'out-of-memory': {
    code: 'out-of-memory',
    say: () => 'the browser ran out of memory. Close other tabs and try again.',
  },
  'runtime-unsupported': {
    code: 'backend-unavailable',
    say: (text) => `this browser lacks what the model's runtime needs (${text}). Update it, or use another one.`,
  },
  'runtime-missing': {
    code: 'network',
    say: (text) => `the model's runtime could not be loaded (${text}). Check the connection, then reload the page.`,
  },
  'model-corrupt': { code: 'model-corrupt', say: () => 'it is not a readable ONNX model. Download it again.' },
  'file-gone': {
    code: 'storage-unavailable',
    say: (text) => `a file of the model was deleted or changed meanwhile (${text}). Load the model again.`,
  },
  'runtime-broken': {
    code: 'worker-crashed',
    say: (text) =>
      `the runtime broke (${text}) and has to start again. If it comes again, choose another model or backend.`,
  },
};

/**
 * The failure that an error of the runtime means.
 * @param what what failed, without a full stop: `unet/model.onnx could not be opened`
 */
export function runtimeFailure(thrown: unknown, trouble: RuntimeTrouble, what: string, details = {}): StudioError {
  if (trouble === 'device-lost') return new StudioError(LOST_DEVICE, { cause: thrown });
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const { code, say } = FAILURES[trouble];
  return new StudioError(
    {
      code,
      message: `${what}: ${say(text.slice(0, 200))}`,
      details: { ...details, runtimeMessage: text.slice(0, 500) },
    },
    { cause: thrown },
  );
}
