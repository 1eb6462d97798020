import type { StartOptions } from '../rpc/contract.ts';

/** Of the engine's worker; the first one's goes on with the start that it is to begin by itself. */
export const ENGINE_NAME = 'diffusion';

export function earlyEngineName(start: StartOptions): string {
  return `${ENGINE_NAME} ${startKey(start)}`;
}

/** What a worker of this name begins with; null: it waits until it is asked. */
export function readEngineName(name: string): StartOptions | null {
  const start = name.slice(ENGINE_NAME.length + 1);
  return start === '' ? null : (JSON.parse(start) as StartOptions);
}

/** Equal for starts that bring the same engine. */
export function startKey({ model, baseUrl, forcedBackend }: StartOptions): string {
  return JSON.stringify({ model, baseUrl, forcedBackend });
}
