import { findClassesInCaption } from '../../../core/prompt/find-classes.ts';
import type { LabelClass, LabelSet } from '../../../core/prompt/types.ts';

/** Classes that the caption names and that are not chosen yet, in the caption's order. */
export function suggestClasses(caption: string, chosenIds: readonly number[], labelSet: LabelSet): LabelClass[] {
  return findClassesInCaption(caption, labelSet).filter(({ id }) => !chosenIds.includes(id));
}
