import asyncifyModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import wasmModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { LoadedOrt } from '../networks/ort-module.ts';
import { warmUp } from '../networks/warm-up.ts';

/**
 * Loads the ONNX Runtime build for a backend: for WebGPU the JSPI build where the browser can suspend WebAssembly (it
 * survives a lost device; asyncify hangs), asyncify elsewhere; for the CPU the small plain build. All from our own origin.
 * Resolves when it has started.
 */
export async function loadOrt(backend: 'webgpu' | 'wasm', threads = usableThreads()): Promise<LoadedOrt> {
  const build = backend === 'wasm' ? 'wasm' : 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
  const ort = await {
    wasm: () => import('onnxruntime-web/wasm'),
    jspi: () => import('onnxruntime-web/jspi'),
    asyncify: () => import('onnxruntime-web/webgpu'),
  }[build]();
  ort.env.wasm.wasmPaths = {
    wasm: { wasm: wasmWasmUrl, mjs: wasmModuleUrl },
    jspi: { wasm: jspiWasmUrl, mjs: jspiModuleUrl },
    asyncify: { wasm: asyncifyWasmUrl, mjs: asyncifyModuleUrl },
  }[build];
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  await warmUp(ort);
  return { ort, build, threads };
}

/** Threads need SharedArrayBuffer, which only a cross-origin isolated page has. More than 8 no longer pay. */
function usableThreads(): number {
  return globalThis.crossOriginIsolated ? Math.max(1, Math.min(8, navigator.hardwareConcurrency)) : 1;
}
