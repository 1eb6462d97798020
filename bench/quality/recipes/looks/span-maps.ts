import type { ClassText } from './class-texts.ts';
import type { CrossLook } from './cross-look.ts';

/** Attention of each head of one site to the columns of one text. */
export interface SpanMaps {
  readonly side: number;
  readonly heads: number;
  readonly columns: number;
  /** fp32 `[heads, side², columns]`: mean probability over each column's token span. */
  readonly data: Float32Array;
  /** fp32 `[heads, side²]`: probability of BOS, where attention goes that has nothing to say. */
  readonly sink: Float32Array;
}

/** softmax(scale · Q·Kᵀ) over all positions of the text, head by head, and the mean over each span (Dataset Diffusion, A_C). */
export function spanMaps({ side, heads, headDim, scale, query, key }: CrossLook, text: ClassText): SpanMaps {
  const tokens = side ** 2;
  const width = heads * headDim;
  const { start, positions, spans } = text;
  const columns = spans.length;
  const data = new Float32Array(heads * tokens * columns);
  const sink = new Float32Array(heads * tokens);
  const row = new Float64Array(positions);
  for (let head = 0; head < heads; head++) {
    for (let n = 0; n < tokens; n++) {
      let max = -Infinity;
      for (let t = 0; t < positions; t++) {
        const q = n * width + head * headDim;
        const k = (start + t) * width + head * headDim;
        let dot = 0;
        for (let d = 0; d < headDim; d++) dot += (query[q + d] as number) * (key[k + d] as number);
        row[t] = scale * dot;
        max = Math.max(max, scale * dot);
      }
      let sum = 0;
      for (let t = 0; t < positions; t++) {
        row[t] = Math.exp((row[t] as number) - max);
        sum += row[t] as number;
      }
      const cell = head * tokens + n;
      sink[cell] = (row[0] as number) / sum;
      spans.forEach((span, column) => {
        let mass = 0;
        for (let t = span.start; t < span.end; t++) mass += row[t] as number;
        data[cell * columns + column] = mass / (sum * (span.end - span.start));
      });
    }
  }
  return { side, heads, columns, data, sink };
}
