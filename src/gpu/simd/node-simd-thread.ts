import { Worker } from 'node:worker_threads';
import { type SimdThreadStart, serveSimdTasks } from './simd-thread.ts';

/** A thread of Node's in place of the page's worker, with the same program. */
export function startNodeThread(start: SimdThreadStart): Worker {
  const worker = new Worker(`(${serveSimdTasks})(require('node:worker_threads').workerData)`, {
    eval: true,
    workerData: start,
  });
  worker.unref();
  return worker;
}
