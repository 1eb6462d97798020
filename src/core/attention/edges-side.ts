import { compareSides, type MapSide, tokensOf } from '../grid-size.ts';

/**
 * The side of self-attention whose edges part objects: the one nearest to half the largest by ratio, of two the larger. The largest looks
 * around itself more than at objects: on scenes with two of a class its edges part worse than none do (docs/quality.md, Objects).
 *
 * @param selfSides of the model, not empty
 */
export function edgesSide(selfSides: readonly MapSide[]): MapSide {
  const wanted = Math.max(...selfSides.map(tokensOf)) / 4;
  const distance = (side: MapSide) => Math.abs(Math.log(tokensOf(side) / wanted));
  const [nearest] = [...selfSides].sort((a, b) => distance(a) - distance(b) || compareSides(b, a));
  if (nearest === undefined) throw new RangeError('Edges need at least one side of self-attention; none was given.');
  return nearest;
}
