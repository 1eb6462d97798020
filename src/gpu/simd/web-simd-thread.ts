import type { StartSimdThread } from './simd-threads.ts';

/** A worker of the page. It needs shared memory, and so a cross-origin isolated page. */
export const startWebThread: StartSimdThread = (start) => {
  const worker = new Worker(new URL('./simd-thread.worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('error', (event) => {
    // Its blocks are made up for. Unhandled, it would count as a crash of the engine.
    event.preventDefault();
    console.warn('A thread that helps to add up attention died; it goes on without.', event.message);
  });
  worker.postMessage(start);
};
