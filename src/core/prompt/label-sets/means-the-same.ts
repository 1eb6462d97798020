import type { LabelSet } from '../types.ts';

/**
 * Whether each mask value of `made` is the same class in `other`: pairs of both can stand in one dataset. So it is where a set got more
 * classes at its end, other colours, prompt words or synonyms; not where classes were moved, renamed or taken out.
 */
export function meansTheSame(made: LabelSet, other: LabelSet): boolean {
  const nameOf = new Map(other.classes.map(({ id, name }) => [id, name]));
  return made.classes.every(({ id, name }) => nameOf.get(id) === name);
}
