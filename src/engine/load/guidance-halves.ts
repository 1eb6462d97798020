import { type MapSide, tokensOf } from '../../core/grid-size.ts';
import { siteMapSide } from '../../core/onnx/sites/site-side.ts';
import type { AttentionSite } from '../../core/onnx/types.ts';

const MAX_PROBABILITY_BYTES = 512 * 2 ** 20;

/**
 * Whether the CPU may compute both guidance halves in one call. It writes out the probabilities of a site, for each head
 * and row N² numbers: at 64 a side and 8 heads half a gigabyte a row, of which a heap of 4 GB has not two (docs/full-size.md).
 */
export function guidanceHalvesFit(
  sites: readonly Pick<AttentionSite, 'kind' | 'heads' | 'downscale'>[],
  latentSide: MapSide,
): boolean {
  const bytes = sites
    .filter(({ kind }) => kind === 'self')
    .map(
      ({ heads, downscale }) =>
        2 * heads * tokensOf(siteMapSide(latentSide, downscale)) ** 2 * Float32Array.BYTES_PER_ELEMENT,
    );
  return Math.max(0, ...bytes) <= MAX_PROBABILITY_BYTES;
}
