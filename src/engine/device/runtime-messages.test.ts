import { describe, expect, it } from 'vitest';
import { troubleOf } from './runtime-messages.ts';

const trap = (message: string) => new WebAssembly.RuntimeError(message);

describe('what a runtime says, and what it means', () => {
  it.each([
    ['device-lost', new DOMException('Buffer was unmapped before mapping was resolved: mapAsync', 'AbortError')],
    ['device-lost', new Error("Failed to execute 'mapAsync' on 'GPUBuffer': Device is lost")],
    ['device-lost', new Error('failed to call OrtRun(). ERROR_MESSAGE: WebGPU device lost (2): driver reset')],
    ['device-lost', new Error('A valid external Instance reference no longer exists: Instance dropped')],
    ['out-of-memory', new Error("Can't create a session. ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc")],
    ['out-of-memory', new Error("Can't create a session. failed to allocate a buffer of size 1719304192.")],
    ['out-of-memory', new Error('Failed to allocate memory for requested buffer of size 536870912')],
    ['out-of-memory', new Error('Failed to create GPU buffer: size=4294967296')],
    ['out-of-memory', new RangeError('Array buffer allocation failed')],
    ['out-of-memory', new RangeError('Invalid typed array length: 5000000000')],
    ['out-of-memory', new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded')],
    ['out-of-memory', new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory')],
    ['out-of-memory', new RangeError('failed to grow memory')],
    ['out-of-memory', trap('Aborted(OOM)')],
    [
      'out-of-memory',
      new Error('no available backend found. ERR: [wasm] RangeError: WebAssembly.Memory(): could not allocate memory'),
    ],
    [
      'runtime-missing',
      new Error(
        'no available backend found. ERR: [wasm] RuntimeError: Aborted(both async and sync fetching of the wasm failed). Build with -sASSERTIONS for more info.',
      ),
    ],
    [
      'runtime-missing',
      new Error(
        'no available backend found. ERR: [wasm] RuntimeError: Aborted(CompileError: WebAssembly.instantiate(): expected magic word 00 61 73 6d, found 3c 21 44 4f @+0)',
      ),
    ],
    ['runtime-missing', new TypeError('Failed to fetch dynamically imported module: https://a.example/assets/ort.mjs')],
    ['runtime-missing', new TypeError('error loading dynamically imported module: https://a.example/ort.mjs')],
    ['runtime-missing', new TypeError('Importing a module script failed.')],
    [
      'runtime-unsupported',
      new Error(
        'no available backend found. ERR: [wasm] Error: WebAssembly SIMD is not supported in the current environment.',
      ),
    ],
    [
      'model-corrupt',
      new Error(
        "Can't create a session. ERROR_CODE: 7, ERROR_MESSAGE: Failed to load model because protobuf parsing failed.",
      ),
    ],
    ['runtime-broken', trap('Aborted(). Build with -sASSERTIONS for more info.')],
    ['runtime-broken', trap('memory access out of bounds')],
    ['runtime-broken', trap('unreachable')],
    ['file-gone', new DOMException('A requested file or directory could not be found', 'NotFoundError')],
    ['file-gone', new DOMException('The requested file could not be read', 'NotReadableError')],
    ['runtime-broken', 2097581304],
    ['runtime-broken', 'abort'],
  ] as const)('%s: %s', (trouble, thrown) => {
    expect(troubleOf(thrown)).toBe(trouble);
  });

  it.each([
    new Error("Can't create a session. ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for Foo(1) node"),
    new TypeError("Cannot read properties of undefined (reading 'dims')"),
  ])('says nothing of %s', (thrown) => {
    expect(troubleOf(thrown)).toBeNull();
  });
});
