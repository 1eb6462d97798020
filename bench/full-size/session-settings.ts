import { HALF_STAYS_HALF } from '../../src/engine/half-stays-half.ts';
import type { SessionOptions } from '../../src/engine/ort-module.ts';

/** What the runtime does of itself, and what the engine asks for with models of this size. */
export const SESSION_SETTINGS = {
  'as they come': {},
  'half stays half': HALF_STAYS_HALF,
} as const satisfies Record<string, SessionOptions>;

export type SessionSettings = keyof typeof SESSION_SETTINGS;
