/** Larger ones are read anew each time: memory has better uses. */
const KEPT_BYTES = 64 * 1024 * 1024;

const kept = new WeakMap<Blob, Promise<ArrayBuffer>>();

/**
 * All bytes of a Blob, not to be changed. Those of a small one are read once and kept as long as it is: a browser keeps Blobs in
 * another process, and a model's file is hashed, parsed and opened.
 */
export function blobBytes(blob: Blob): Promise<ArrayBuffer> {
  if (blob.size > KEPT_BYTES) return blob.arrayBuffer();
  const found = kept.get(blob);
  if (found) return found;
  const reading = blob.arrayBuffer();
  kept.set(blob, reading);
  // What failed may work the next time.
  reading.catch(() => kept.delete(blob));
  return reading;
}

/** All bytes of a Blob, not to be changed, and `rest` behind them. */
export async function bytesWith(blob: Blob, rest: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  // The Blob joins its parts without a second copy in the heap.
  if (blob.size > KEPT_BYTES) return new Uint8Array(await new Blob([blob, rest]).arrayBuffer());
  const bytes = new Uint8Array(await blobBytes(blob));
  return rest.byteLength === 0 ? bytes : joinBytes([bytes, rest]);
}

/** A Blob of parts in memory; where they are few, their bytes need no reading. */
export function blobOfParts(parts: readonly Uint8Array<ArrayBuffer>[]): Blob {
  if (sizeOf(parts) > KEPT_BYTES) return new Blob([...parts]);
  const bytes = joinBytes(parts);
  const blob = new Blob([bytes]);
  kept.set(blob, Promise.resolve(bytes.buffer));
  return blob;
}

/** One behind the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeOf(parts));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}

const sizeOf = (parts: readonly Uint8Array[]) => parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
