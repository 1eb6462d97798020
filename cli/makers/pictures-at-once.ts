import { totalmem } from 'node:os';
import type { ModelInfo } from '../../src/rpc/contract.ts';
import type { Provider } from '../engine/choose-provider.ts';

/** What a thread with a model takes: the sums of a picture's attention and Node itself, and the model's files in several forms. */
const THREAD_BYTES = 512 * 2 ** 20;
const MODEL_COPIES = 4;
/** Of the memory, for all of them together. */
const SHARE = 0.5;

export interface AtOnceFacts {
  /** Of the processor, for all pictures together. */
  readonly threads: number;
  readonly provider: Provider;
  readonly model: Pick<ModelInfo, 'downloadBytes' | 'origin'>;
  /** How many pictures there are to make. */
  readonly items: number;
  readonly memoryBytes: number;
}

/**
 * How many pictures are made at once where nobody has said so: one picture gains little from a second thread where the model is small,
 * two pictures are made in nearly the time of one. Each opens the model for itself, so it is as many as half of the memory holds. On a
 * graphics card it is one, and of a model that is not on this disk, which each would download.
 */
export function picturesAtOnce({ threads, provider, model, items, memoryBytes }: AtOnceFacts): number {
  const isHere = model.origin.kind === 'bundled' || model.origin.kind === 'folder';
  if (provider !== 'cpu' || !isHere) return 1;
  const fit = Math.floor((SHARE * memoryBytes) / (THREAD_BYTES + MODEL_COPIES * model.downloadBytes));
  return Math.max(1, Math.min(threads, items, fit));
}

/** Memory of this machine, or of the container that it is. */
export function memoryHere(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}
