import type { PlanRequest } from './types.ts';

/** Which classes may make up a picture. Classes are told by their index among those with a target. */
export interface SceneRules {
  readonly classIds: readonly number[];
  readonly targets: readonly number[];
  /** Whether the group may stand in one picture: no two of them apart, and a place that suits all. */
  allows(group: readonly number[]): boolean;
  /** Indices of the places that suit all classes of a group. */
  placesOf(group: readonly number[]): readonly number[];
}

/** Places are bits of a number. */
export const MAX_PLACES = 31;

export function sceneRules({ labelSet, targets, apart, world: { places } }: PlanRequest): SceneRules {
  const classIds = labelSet.classes.map(({ id }) => id).filter((id) => (targets[id] ?? 0) > 0);
  const indexOf = new Map(classIds.map((id, index) => [id, index]));
  const count = classIds.length;
  const isApart = new Uint8Array(count * count);
  for (const pair of apart) {
    const [a, b] = pair.map((id) => indexOf.get(id));
    if (a === undefined || b === undefined || a === b) continue;
    isApart[a * count + b] = 1;
    isApart[b * count + a] = 1;
  }
  /** The places that suit a class, as bits; without places, one that suits all. */
  const suits = classIds.map((id) =>
    places.length === 0
      ? 1
      : places.reduce((bits, { classIds: of }, i) => (of?.includes(id) === false ? bits : bits | (1 << i)), 0),
  );
  const shared = (group: readonly number[]) => group.reduce((bits, member) => bits & (suits[member] ?? 0), ~0);

  return {
    classIds,
    targets: classIds.map((id) => targets[id] ?? 0),
    placesOf: (group) => places.flatMap((_, place) => (shared(group) & (1 << place) ? [place] : [])),
    allows(group) {
      if (shared(group) === 0) return false;
      for (let i = 0; i < group.length; i++) {
        for (let j = i + 1; j < group.length; j++) {
          if (isApart[(group[i] as number) * count + (group[j] as number)]) return false;
        }
      }
      return true;
    },
  };
}
