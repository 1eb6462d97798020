import { Worker } from 'node:worker_threads';
import { serveSimdTasks } from '../simd-thread.ts';
import type { StartSimdThread } from '../simd-threads.ts';

/** A thread of Node's in place of the page's worker, with the same program. */
export const startNodeThread: StartSimdThread = (start) => {
  const worker = new Worker(`(${serveSimdTasks})(require('node:worker_threads').workerData)`, {
    eval: true,
    workerData: start,
  });
  worker.unref();
};
