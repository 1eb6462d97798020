/**
 * Side of a site's tokens: the latent's over the site's downscale, rounded up. `downscale` is chosen so that this is the
 * graph's own side at the latent size for which the sites were found.
 */
export function siteSide(latentSide: number, downscale: number): number {
  return Math.ceil(latentSide / downscale);
}
