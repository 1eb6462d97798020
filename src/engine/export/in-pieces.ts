/**
 * Gathers a stream's chunks into pieces of `pieceBytes`, the last one shorter: a ZIP of small files comes as thousands of chunks, and each
 * write to a file of the browser's is a message to another process.
 */
export function inPieces(pieceBytes: number): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  let piece = new Uint8Array(pieceBytes);
  let filledBytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      for (let taken = 0; taken < chunk.length; ) {
        const part = chunk.subarray(taken, taken + pieceBytes - filledBytes);
        piece.set(part, filledBytes);
        taken += part.length;
        filledBytes += part.length;
        if (filledBytes < pieceBytes) continue;
        controller.enqueue(piece);
        piece = new Uint8Array(pieceBytes);
        filledBytes = 0;
      }
    },
    flush(controller) {
      if (filledBytes > 0) controller.enqueue(piece.slice(0, filledBytes));
    },
  });
}
