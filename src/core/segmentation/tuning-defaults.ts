import { compareSides, type MapSide, meanSide } from '../grid-size.ts';
import type { ObjectSettings, TuningSettings, Upsampling } from './types.ts';

/** τ, α and β of the official runs of Dataset Diffusion (method, section 4.1; the same for VOC and COCO). */
export const PAPER_TAU = 4;
export const PAPER_ALPHA = 0.5;
export const PAPER_BETA = 0.6;
/** Its best sides: A_C at 16, A_S at 32. */
export const PAPER_CROSS_SIDE = 16;
export const PAPER_SELF_SIDE = 32;
/** The paper's, too. What is stored without this setting stays bicubic, whatever this says. */
export const DEFAULT_UPSAMPLING: Upsampling = 'bicubic';

/**
 * Connected parts of 2 % of the picture: on scenes as they come no other way is better. Edges in attention are where a picture shows
 * two of a class (docs/quality.md, Objects). What is stored without objects means connected parts, however small, whatever this says.
 */
export const DEFAULT_OBJECTS: ObjectSettings = { by: 'component', minShare: 0.02, strength: 0.1 };

/**
 * The paper's settings for a model: cross side 16 and self side 32, or the sides of the model nearest to them. A latent
 * smaller than 32 a side scales them down: half the latent for cross, all of it for self. What is not square counts as a square
 * of as many tokens.
 *
 * @param latentSize of the latent
 */
export function defaultTuning(
  crossSides: readonly MapSide[],
  selfSides: readonly MapSide[],
  latentSize: MapSide,
  windowBins: number,
): TuningSettings {
  const latentSide = meanSide(latentSize);
  return {
    tau: PAPER_TAU,
    alpha: PAPER_ALPHA,
    beta: PAPER_BETA,
    crossSides: [nearestSide(crossSides, Math.min(PAPER_CROSS_SIDE, latentSide / 2))],
    selfSide: nearestSide(selfSides, Math.min(PAPER_SELF_SIDE, latentSide)),
    window: [0, windowBins - 1],
    softmax: 'all',
    presenceGate: true,
    upsampling: DEFAULT_UPSAMPLING,
  };
}

/** Nearest by ratio; of two equally near, the smaller, which is cheaper. */
function nearestSide(sides: readonly MapSide[], wanted: number): MapSide {
  const distance = (side: MapSide) => Math.abs(Math.log2(meanSide(side) / wanted));
  const [nearest] = [...sides].sort((a, b) => distance(a) - distance(b) || compareSides(a, b));
  if (nearest === undefined) throw new RangeError('A model with attention has at least one side; none was given.');
  return nearest;
}
