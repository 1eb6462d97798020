import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Ort from 'onnxruntime-web';
import type { OrtModule } from '../../src/engine/networks/ort-module.ts';

const BUILD = 'ort-wasm-simd-threaded.asyncify';

/** ONNX Runtime Web in Node, the build that has WebGPU and the CPU; one thread. Open Dawn first for WebGPU. */
export async function loadNodeOrt(runtimeFolder: string): Promise<OrtModule> {
  const address = (name: string) => pathToFileURL(join(runtimeFolder, name)).href;
  const ort = (await import(/* @vite-ignore */ address('ort.webgpu.min.mjs'))) as typeof Ort;
  ort.env.wasm.wasmPaths = { mjs: address(`${BUILD}.mjs`), wasm: address(`${BUILD}.wasm`) };
  // Node's fetch knows no files.
  ort.env.wasm.wasmBinary = readFileSync(join(runtimeFolder, `${BUILD}.wasm`)).buffer as ArrayBuffer;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return ort;
}
