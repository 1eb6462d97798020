import { transfer } from 'comlink';
import type { ClassMaps } from '../core/dataset/types.ts';
import type { Result } from '../core/errors.ts';
import type { Segmentation } from '../core/segmentation/types.ts';
import type { AddedColumns, GeneratedPair, GenerateEvent } from './contract.ts';
import type { PreparedPair } from './export-contract.ts';
import type { SplitMask } from './tuning-contract.ts';

/** Messages with pixels or attention in them: large enough that copying shows. */
export type HeavyMessage =
  | AddedColumns
  | GeneratedPair
  | GenerateEvent
  | Segmentation
  | SplitMask
  | PreparedPair
  | ClassMaps
  | Uint8Array<ArrayBuffer>;

/**
 * Marks the buffers under `value` to be moved instead of copied when comlink sends it. For use inside workers, on the
 * outermost value of the message: comlink looks the mark up by that object. The worker must not touch the arrays afterwards.
 *
 * A view on a part of its buffer is copied: its neighbours are still in use. So is shared memory, which cannot move.
 */
export function transferResult<T extends HeavyMessage | Result<HeavyMessage>>(value: T): T {
  const buffers = new Set<ArrayBuffer>();
  collectBuffers(value, buffers);
  return transfer(value, [...buffers]);
}

function collectBuffers(value: unknown, into: Set<ArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return;
  if (ArrayBuffer.isView(value)) {
    const ownsBuffer = value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength;
    if (ownsBuffer) into.add(value.buffer as ArrayBuffer);
    return;
  }
  for (const part of Object.values(value)) collectBuffers(part, into);
}
