import { KEEP_WEIGHTS } from '../../src/engine/networks/keep-weights.ts';
import type { SessionOptions } from '../../src/engine/networks/ort-module.ts';

/** What the runtime does of itself, and what the engine asks for with models of this size. */
export const SESSION_SETTINGS = {
  'as they come': {},
  'half stays half': KEEP_WEIGHTS,
} as const satisfies Record<string, SessionOptions>;

export type SessionSettings = keyof typeof SESSION_SETTINGS;
