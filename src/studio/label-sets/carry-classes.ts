import type { LabelClass, LabelSet } from '../../core/prompt/types.ts';

/** The chosen classes under another set. */
export interface CarriedClasses {
  readonly classIds: readonly number[];
  /** Those that the other set does not have. */
  readonly lost: readonly LabelClass[];
}

/** Finds each chosen class in `to`: by its name, else by its prompt words, else by a synonym that is another's prompt words. */
export function carryClasses(classIds: readonly number[], from: LabelSet, to: LabelSet): CarriedClasses {
  const carried: number[] = [];
  const lost: LabelClass[] = [];
  for (const id of classIds) {
    const one = from.classes.find((candidate) => candidate.id === id);
    if (!one) continue;
    const found = findSame(one, to.classes);
    if (!found) lost.push(one);
    else if (!carried.includes(found.id)) carried.push(found.id);
  }
  return { classIds: carried, lost };
}

function findSame(one: LabelClass, classes: readonly LabelClass[]): LabelClass | undefined {
  return (
    classes.find(({ name }) => name === one.name) ??
    classes.find(({ promptName }) => promptName === one.promptName) ??
    classes.find(({ promptName, synonyms }) => synonyms.includes(one.promptName) || one.synonyms.includes(promptName))
  );
}
