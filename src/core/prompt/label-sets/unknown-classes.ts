import type { LabelClass } from '../types.ts';

/**
 * The classes whose prompt words a model has never been shown.
 * @param knownClasses words for classes that the model knows; undefined where nobody has told: then none is called unknown
 */
export function unknownClasses(
  classes: readonly LabelClass[],
  knownClasses: readonly string[] | undefined,
): LabelClass[] {
  if (!knownClasses) return [];
  const known = new Set(knownClasses);
  return classes.filter(({ promptName }) => !known.has(promptName.toLowerCase()));
}

/** A synonym that the model knows, where it does not know the class's own prompt words: what to write instead. */
export function knownSynonym({ synonyms }: LabelClass, knownClasses: readonly string[]): string | null {
  return synonyms.find((word) => knownClasses.includes(word.toLowerCase())) ?? null;
}
