/** Sizes of the WebAssembly heaps that are made from now on in this thread; they never shrink. */
export interface HeapWatch {
  /** Of the largest heap now, in bytes. */
  bytes(): number;
}

/** Must run before the runtime is loaded, which makes its heap then. */
export function watchHeaps(): HeapWatch {
  const heaps: WebAssembly.Memory[] = [];
  WebAssembly.Memory = class extends WebAssembly.Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      heaps.push(this);
    }
  };
  return { bytes: () => Math.max(0, ...heaps.map(({ buffer }) => buffer.byteLength)) };
}
