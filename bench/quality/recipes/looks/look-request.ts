/** One UNet call on a noised picture. Recipes that ask for the same look share it. */
export interface LookRequest {
  /** Training timestep whose noise the picture gets. */
  readonly timestep: number;
  /** Which stream of normals: 0 is the studio's own for the subject's seed, the others are independent of it. */
  readonly draw: number;
  /** Which latent-sized block of the stream: the studio takes one a call, in turn. */
  readonly block: number;
  /** The picture's mirror image is looked at, and its attention mirrored back. */
  readonly mirrored: boolean;
}

export const lookKey = ({ timestep, draw, block, mirrored }: LookRequest) =>
  `${timestep}/${draw}/${block}${mirrored ? '/mirrored' : ''}`;

/** Philox takes a seed's upper half as the second word of its key, so these streams never meet. */
const DRAW_STRIDE = 2 ** 32;

export const drawSeed = (seed: number, draw: number) => seed + draw * DRAW_STRIDE;
