/** What a case worker is asked: a case module by its path, and what its `run` gets. */
export interface CaseRequest {
  readonly path: string;
  readonly input: unknown;
}

/** What a case worker answers; errors cross as text because their stacks do not survive otherwise. */
export type CaseAnswer =
  | { readonly ok: true; readonly result: Record<string, unknown> }
  | { readonly ok: false; readonly error: string };

declare global {
  interface Window {
    /** Runs one case module (a path of the dev server) in a worker of its own, as the studio runs its engine. */
    runCase?: (path: string, input?: unknown) => Promise<CaseAnswer>;
  }
}

window.runCase = (path, input) =>
  new Promise((resolve) => {
    const worker = new Worker(new URL('./case.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = (event: MessageEvent<CaseAnswer>) => {
      worker.terminate();
      resolve(event.data);
    };
    worker.onerror = (event) => resolve({ ok: false, error: event.message });
    worker.postMessage({ path, input } satisfies CaseRequest);
  });
