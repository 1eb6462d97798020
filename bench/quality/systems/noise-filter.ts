/**
 * Which pairs a noise filter keeps: of each class all but the least certain ones, as DiffuMask (arXiv 2303.11681) drops pairs that are
 * likely to be wrong class by class.
 *
 * @param classIds of each pair
 * @param certainties of each pair; higher is better
 * @param dropped 0 … 1, the share of each class's pairs that goes, rounded
 * @returns places of those that stay, rising
 */
export function keptPairs(classIds: readonly number[], certainties: readonly number[], dropped: number): number[] {
  const byClass = new Map<number, number[]>();
  classIds.forEach((id, place) => {
    byClass.set(id, [...(byClass.get(id) ?? []), place]);
  });
  return [...byClass.values()]
    .flatMap((places) => {
      const worstFirst = [...places].sort((a, b) => (certainties[a] as number) - (certainties[b] as number));
      return worstFirst.slice(Math.round(dropped * places.length));
    })
    .sort((a, b) => a - b);
}
