import { type Result, StudioError } from '../core/errors.ts';
import type { EngineApi } from './contract.ts';
import type { ExportApi, PairApi } from './export-contract.ts';
import type { TuningApi } from './tuning-contract.ts';
import { connectWorker, type WorkerLifecycle, type WorkerPort } from './worker-connection.ts';

export type EngineClient = EngineApi & WorkerLifecycle;
export type TuningClient = TuningApi & WorkerLifecycle;
export type ExportClient = ExportApi & WorkerLifecycle;
export type PairClient = PairApi & Pick<WorkerLifecycle, 'terminate'>;

/**
 * The page's side of workers/diffusion.worker.ts. Its calls always settle: with the worker's Result, with the failure
 * `worker-crashed`, or (a bug in the worker) by rejecting with the worker's stack. The worker starts with the first call.
 */
export function connectEngine(createWorker: () => WorkerPort): EngineClient {
  const connection = connectWorker<EngineApi>('The picture engine', createWorker);
  return {
    ...lifecycle(connection),
    check: (options) => orCrash(connection.call((remote) => remote.check(options))),
    start: (options, onEvent) =>
      orCrash(connection.callWithEvents(onEvent, (remote, relay) => remote.start(options, relay))),
    generate: (request, onEvent) =>
      orCrash(connection.callWithEvents(onEvent, (remote, relay) => remote.generate(request, relay))),
    capturePicture: (request, onEvent) =>
      orCrash(connection.callWithEvents(onEvent, (remote, relay) => remote.capturePicture(request, relay))),
    addClasses: (request, onEvent) =>
      orCrash(connection.callWithEvents(onEvent, (remote, relay) => remote.addClasses(request, relay))),
    cancel: (jobId) => unlessDead(connection.call((remote) => remote.cancel(jobId))),
  };
}

/** The page's side of workers/tuning.worker.ts; settles as `connectEngine` does. */
export function connectTuning(createWorker: () => WorkerPort): TuningClient {
  const connection = connectWorker<TuningApi>('The mask worker', createWorker);
  return {
    ...lifecycle(connection),
    open: (recordId, record, picture) => orCrash(connection.call((remote) => remote.open(recordId, record, picture))),
    segment: (recordId, tuning) => orCrash(connection.call((remote) => remote.segment(recordId, tuning))),
    split: (recordId, tuning, layer) => orCrash(connection.call((remote) => remote.split(recordId, tuning, layer))),
  };
}

/** The page's side of workers/export.worker.ts; settles as `connectEngine` does. */
export function connectExport(createWorker: () => WorkerPort): ExportClient {
  const connection = connectWorker<ExportApi>('The export worker', createWorker);
  return {
    ...lifecycle(connection),
    exportDataset: (request, onProgress) =>
      orCrash(connection.callWithEvents(onProgress, (remote, relay) => remote.exportDataset(request, relay))),
    measureSize: (request) => orCrash(connection.call((remote) => remote.measureSize(request))),
    cancel: (exportId) => unlessDead(connection.call((remote) => remote.cancel(exportId))),
  };
}

/** The export worker's side of workers/pair.worker.ts; settles as `connectEngine` does. */
export function connectPairs(createWorker: () => WorkerPort): PairClient {
  const connection = connectWorker<PairApi>('A helper of the export', createWorker);
  return {
    prepare: (pair) => orCrash(connection.call((remote) => remote.prepare(pair))),
    readJpeg: (id) => orCrash(connection.call((remote) => remote.readJpeg(id))),
    readClassMaps: (pair) => orCrash(connection.call((remote) => remote.readClassMaps(pair))),
    terminate: connection.terminate,
  };
}

function lifecycle({ wake, restart, terminate, onCrash }: WorkerLifecycle): WorkerLifecycle {
  return { wake, restart, terminate, onCrash };
}

/** A dead worker's jobs have ended: nothing is left to cancel. */
async function unlessDead(cancelled: Promise<void>): Promise<void> {
  try {
    await cancelled;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
  }
}

/** Only `worker-crashed` is thrown as a StudioError here: errors from inside a worker lose their class on the way. */
async function orCrash<T>(answer: Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { ok: false, error: { code: error.code, message: error.message } };
  }
}
