import { formatBytes } from '../../studio/gallery/format-bytes.ts';
import type { EngineState } from '../../studio/types.ts';

export interface EngineText {
  readonly tone: 'busy' | 'ready' | 'failed';
  readonly label: string;
  /** 0 … 1 while downloading, else null. */
  readonly progress: number | null;
}

/** The engine opens them in this order: the largest first. */
const PARTS = ['unet/model.onnx', 'text_encoder/model.onnx', 'vae_decoder/model.onnx'];

function preparing(part: string): string {
  const at = PARTS.indexOf(part);
  return at < 0 ? 'Preparing the model' : `Preparing the model (${at + 1} of ${PARTS.length})`;
}

/** The engine's state in the few words that fit the top bar. */
export function engineText(engine: EngineState): EngineText {
  if (engine.phase === 'ready') return { tone: 'ready', label: 'Ready', progress: null };
  if (engine.phase === 'failed') return { tone: 'failed', label: 'Failed to start', progress: null };
  const { event } = engine;
  if (!event) return { tone: 'busy', label: 'Starting', progress: null };
  if (event.kind === 'compile') return { tone: 'busy', label: preparing(event.part), progress: null };
  const progress = event.totalBytes > 0 ? Math.min(1, event.loadedBytes / event.totalBytes) : 0;
  return {
    tone: 'busy',
    label: `Loading ${Math.floor(progress * 100)}% of ${formatBytes(event.totalBytes)}`,
    progress,
  };
}
