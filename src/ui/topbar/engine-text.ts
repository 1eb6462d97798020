import type { EngineState } from '../../studio/types.ts';
import { formatBytes } from '../format.ts';

export interface EngineText {
  readonly tone: 'busy' | 'ready' | 'failed';
  readonly label: string;
  /** 0 … 1 while downloading, else null. */
  readonly progress: number | null;
}

/** The engine's state in the few words that fit the top bar. */
export function engineText(engine: EngineState): EngineText {
  if (engine.phase === 'ready') return { tone: 'ready', label: 'Ready', progress: null };
  if (engine.phase === 'failed') return { tone: 'failed', label: 'Failed to start', progress: null };
  const { event } = engine;
  if (!event) return { tone: 'busy', label: 'Starting', progress: null };
  if (event.kind === 'compile') return { tone: 'busy', label: `Compiling ${event.part}`, progress: null };
  const progress = event.totalBytes > 0 ? Math.min(1, event.loadedBytes / event.totalBytes) : 0;
  return {
    tone: 'busy',
    label: `Loading ${Math.floor(progress * 100)}% of ${formatBytes(event.totalBytes)}`,
    progress,
  };
}
