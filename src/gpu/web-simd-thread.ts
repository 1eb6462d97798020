import type { StartSimdThread } from './simd-threads.ts';

/** A worker of the page. It needs shared memory, and so a cross-origin isolated page. */
export const startWebThread: StartSimdThread = (start) => {
  const worker = new Worker(new URL('./simd-thread.worker.ts', import.meta.url), { type: 'module' });
  worker.postMessage(start);
};
