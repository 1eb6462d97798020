import type { SpanMaps } from './span-maps.ts';

/**
 * How the heads of a site become one map, pixel by pixel:
 * `mean` all alike (Dataset Diffusion);
 * `awake` in proportion to 1 − their attention to BOS there: a head that looks at BOS adds next to nothing to the layer's output;
 * `telling` in proportion to their attention to the columns there.
 */
export type HeadWeights = 'mean' | 'awake' | 'telling';

export interface HeadMix {
  readonly weights: HeadWeights;
  /** Divide each head's map by 1 − its attention to BOS, pixel by pixel: the softmax as if BOS were not there. */
  readonly rescale: boolean;
}

/**
 * GoCA (arXiv 2603.06178) weighs heads per pixel by what they contribute and rescales per pixel. Its weights come from
 * V·W_O, which the studio does not tap; both weights and the rescaling here are this project's closest reading of it.
 *
 * @returns fp32 `[side², columns]`
 */
export function mixHeads({ side, heads, columns, data, sink }: SpanMaps, { weights, rescale }: HeadMix): Float32Array {
  const tokens = side ** 2;
  const mixed = new Float32Array(tokens * columns);
  const share = new Float64Array(heads);
  for (let n = 0; n < tokens; n++) {
    let total = 0;
    for (let head = 0; head < heads; head++) {
      const cell = head * tokens + n;
      let weight = weights === 'awake' ? 1 - (sink[cell] as number) : 1;
      if (weights === 'telling') {
        weight = 0;
        for (let c = 0; c < columns; c++) weight += data[cell * columns + c] as number;
      }
      share[head] = weight;
      total += weight;
    }
    if (!(total > 0)) continue;
    for (let head = 0; head < heads; head++) {
      const cell = head * tokens + n;
      const awake = rescale ? Math.max(1 - (sink[cell] as number), Number.EPSILON) : 1;
      const factor = (share[head] as number) / (total * awake);
      for (let c = 0; c < columns; c++) {
        const at = n * columns + c;
        mixed[at] = (mixed[at] as number) + factor * (data[cell * columns + c] as number);
      }
    }
  }
  return mixed;
}
