import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type * as Ort from 'onnxruntime-web';
import type { OrtModule } from '../../src/engine/networks/ort-module.ts';

const BUILD = 'ort-wasm-simd-threaded.asyncify';

/**
 * ONNX Runtime Web in Node, the build that has WebGPU and the CPU; one thread. Open Dawn first for WebGPU.
 * @param isTimed false: its own times do not matter, so V8's baseline compiler alone compiles it. The optimising one takes half a
 *   minute and more of a processor for some kernels of the CPU, before their first call.
 */
export async function loadNodeOrt(runtimeFolder: string, { isTimed }: { isTimed: boolean }): Promise<OrtModule> {
  if (!isTimed) setFlagsFromString('--liftoff-only');
  const address = (name: string) => pathToFileURL(join(runtimeFolder, name)).href;
  const ort = (await import(/* @vite-ignore */ address('ort.webgpu.min.mjs'))) as typeof Ort;
  ort.env.wasm.wasmPaths = { mjs: address(`${BUILD}.mjs`), wasm: address(`${BUILD}.wasm`) };
  // Node's fetch knows no files.
  ort.env.wasm.wasmBinary = readFileSync(join(runtimeFolder, `${BUILD}.wasm`)).buffer as ArrayBuffer;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return ort;
}
