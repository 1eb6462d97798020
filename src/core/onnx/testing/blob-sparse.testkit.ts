import type { BlobLike } from '../file/blob/blob-types.ts';

/** A blob of any size: pieces are bytes, or a count of bytes that are made (as zeros) when they are read. */
export function sparseBlob(pieces: readonly (Uint8Array | number)[]): BlobLike {
  const sizes = pieces.map((piece) => (typeof piece === 'number' ? piece : piece.byteLength));
  const size = sizes.reduce((sum, one) => sum + one, 0);
  const read = (start: number, end: number) => {
    const bytes = new Uint8Array(end - start);
    let at = 0;
    for (const [index, piece] of pieces.entries()) {
      const stop = at + (sizes[index] ?? 0);
      if (typeof piece !== 'number' && stop > start && at < end) {
        const from = Math.max(start, at);
        bytes.set(piece.subarray(from - at, Math.min(end, stop) - at), from - start);
      }
      at = stop;
    }
    return bytes;
  };
  const range = (start: number, end: number): BlobLike => ({
    size: end - start,
    slice: (from, to) => range(start + from, Math.min(start + to, end)),
    arrayBuffer: async () => read(start, end).buffer,
  });
  return range(0, size);
}

/** The same blob, counting what is read of it. */
export function countingBlob(blob: BlobLike): { readonly blob: BlobLike; readonly read: { bytes: number } } {
  const read = { bytes: 0 };
  const wrap = (inner: BlobLike): BlobLike => ({
    size: inner.size,
    slice: (start, end) => wrap(inner.slice(start, end)),
    arrayBuffer: () => {
      read.bytes += inner.size;
      return inner.arrayBuffer();
    },
  });
  return { blob: wrap(blob), read };
}
