const PAGE_BYTES = 65536;

/**
 * Instantiates a WebAssembly module that may use SIMD when first asked, and keeps it; null where the engine lacks SIMD
 * (all browsers since 2023 have it). Modules of a few kilobytes may be compiled in place everywhere.
 */
export function simdModule<Exports>(moduleBytes: Uint8Array<ArrayBuffer>): () => Exports | null {
  let instance: Exports | null | undefined;
  return () => {
    if (instance !== undefined) return instance;
    instance = WebAssembly.validate(moduleBytes)
      ? (new WebAssembly.Instance(new WebAssembly.Module(moduleBytes)).exports as Exports)
      : null;
    return instance;
  };
}

/** Grows a module's memory to at least `bytes`; views made before are detached then. */
export function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}

/** The multiple of `step` at or above `value`. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
