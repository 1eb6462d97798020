import { knownSynonym, unknownClasses } from '../../core/prompt/label-sets/unknown-classes.ts';
import type { LabelClass, LabelSet } from '../../core/prompt/types.ts';
import type { StudioState } from '../../studio/types.ts';

/** More are counted. */
const NAMED = 4;

/** Words for classes that the model in use knows; undefined where it tells none, or there is none yet. */
export function knownClassesOf({ engine }: Pick<StudioState, 'engine'>): readonly string[] | undefined {
  return engine.phase === 'ready' ? engine.info.model.knownClasses : undefined;
}

/** What to expect of classes that the model has never been shown, in a sentence; null where there is nothing to say. */
export function unknownText(
  classes: readonly LabelClass[],
  knownClasses: readonly string[] | undefined,
): string | null {
  const unknown = unknownClasses(classes, knownClasses);
  if (!knownClasses || unknown.length === 0) return null;
  const named = unknown.slice(0, NAMED).map((one) => {
    const synonym = knownSynonym(one, knownClasses);
    return synonym ? `${one.promptName} (but ${synonym})` : one.promptName;
  });
  const more = unknown.length - named.length;
  const list = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
  return `This model was not trained on ${list}: expect no shape and no mask of it.`;
}

/** Those of a set, in the order in which they were chosen. */
export function chosenClasses(labelSet: LabelSet, classIds: readonly number[]): LabelClass[] {
  return classIds.flatMap((id) => labelSet.classes.find((one) => one.id === id) ?? []);
}
