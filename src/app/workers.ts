import type { BackendKind } from '../rpc/contract.ts';

/** Runs the networks and captures attention. */
export function diffusionWorker(name: string): Worker {
  return new Worker(new URL('../../workers/diffusion.worker.ts', import.meta.url), { type: 'module', name });
}

/** Answers sliders. Its name carries the backend that the address asks for: a worker has no address of its own. */
export function tuningWorker(forcedBackend: BackendKind | null): Worker {
  return new Worker(new URL('../../workers/tuning.worker.ts', import.meta.url), {
    type: 'module',
    name: forcedBackend ?? 'auto',
  });
}

/** Writes datasets. */
export function exportWorker(): Worker {
  return new Worker(new URL('../../workers/export.worker.ts', import.meta.url), { type: 'module', name: 'export' });
}
