import { expect, it } from 'vitest';
import { inPieces } from './in-pieces.ts';

async function piecesOf(chunks: readonly number[][], pieceBytes: number): Promise<number[][]> {
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(Uint8Array.from(chunk));
      controller.close();
    },
  });
  const pieces: number[][] = [];
  for await (const piece of source.pipeThrough(inPieces(pieceBytes))) pieces.push([...piece]);
  return pieces;
}

it.each([
  ['small chunks are joined', [[1], [2, 3], [4]], [[1, 2, 3], [4]]],
  ['a large one is cut', [[1, 2, 3, 4, 5, 6, 7]], [[1, 2, 3], [4, 5, 6], [7]]],
  ['nothing is left over', [[1, 2], [3]], [[1, 2, 3]]],
  ['empty chunks count for nothing', [[], [1], []], [[1]]],
  ['nothing stays nothing', [], []],
])('%s', async (_name, chunks, pieces) => {
  expect(await piecesOf(chunks, 3)).toEqual(pieces);
});
