import { gridOf, type MapSide, mapSide } from '../../grid-size.ts';

/** Quotients of whole numbers are off by less. */
const ROUNDING = 1e-9;

/**
 * Side of a site's tokens: the latent's over the site's downscale, rounded up. `downscale` is chosen so that this is the
 * graph's own side at the latent size for which the sites were found.
 */
export function siteSide(latentSide: number, downscale: number): number {
  return Math.ceil(latentSide / downscale - ROUNDING);
}

/** Size of a site's map for latents of a size. */
export function siteMapSide(latentSide: MapSide, downscale: number): MapSide {
  const { width, height } = gridOf(latentSide);
  return mapSide({ width: siteSide(width, downscale), height: siteSide(height, downscale) });
}

/**
 * The downscale d with N = ⌈H/d⌉·⌈W/d⌉; null where N tokens are no scaled-down picture. Halving rounds an odd side up, or
 * without padding down; where only the latter leads to a square picture's tokens, d is a fraction, H over the tokens' side.
 */
export function downscaleOf([height, width]: readonly [number, number], tokens: number): number | null {
  for (let d = 1; d <= Math.max(height, width); d++) {
    const count = siteSide(height, d) * siteSide(width, d);
    if (count === tokens) return d;
    if (count < tokens) break;
  }
  const side = Math.sqrt(tokens);
  return height === width && isHalved(height, side) ? height / side : null;
}

/** Whether halving `from` some times, rounded up or down each time, leads to `to`. */
function isHalved(from: number, to: number): boolean {
  for (let d = 1; d <= from; d *= 2) {
    if (Number.isInteger(to) && Math.floor(from / d) <= to && to <= Math.ceil(from / d)) return true;
  }
  return false;
}
