import type { BlobLike } from '../../core/onnx/file/blob/blob-types.ts';

/** Bytes in memory as a Blob: reading a range of them takes no message to the browser's store of blobs. */
export function memoryBlob(bytes: ArrayBuffer): BlobLike {
  return {
    size: bytes.byteLength,
    slice: (start, end) => memoryBlob(bytes.slice(start, end)),
    arrayBuffer: async () => bytes,
  };
}
