import type { BackendKind } from '../rpc/contract.ts';

/** What the page's address asks for. */
export interface Address {
  readonly forcedBackend: BackendKind | null;
  /** What was asked for and not understood, for the person to read. */
  readonly problem: string | null;
}

/** The same page, made to use the given backend. */
export function withBackend(href: string, backend: BackendKind): string {
  const address = new URL(href);
  address.searchParams.set('backend', backend);
  return address.href;
}

/** Reads `?backend=webgpu|wasm`. */
export function readAddress(search: string): Address {
  const backend = new URLSearchParams(search).get('backend');
  if (backend === null) return { forcedBackend: null, problem: null };
  if (backend === 'webgpu' || backend === 'wasm') return { forcedBackend: backend, problem: null };
  return {
    forcedBackend: null,
    problem: `The address asks for ?backend=${backend}; expected webgpu or wasm. The studio chose by itself.`,
  };
}
