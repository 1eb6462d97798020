import type { LabelSet } from '../../../core/prompt/types.ts';
import { BACKGROUND_ID, VOID_ID } from '../../../core/segmentation/types.ts';
import { findClass } from '../../selectors.ts';

/** What a mask value is called. */
export function valueName(labelSet: LabelSet, value: number): string {
  if (value === BACKGROUND_ID) return 'background';
  if (value === VOID_ID) return 'void';
  return findClass(labelSet, value)?.promptName ?? `class ${value}`;
}

/** What can be painted: the picture's own classes, background and void, then all other classes. */
export function paintableValues(
  labelSet: LabelSet,
  ownIds: readonly number[],
): { readonly own: readonly number[]; readonly others: readonly number[] } {
  const others = labelSet.classes.map(({ id }) => id).filter((id) => !ownIds.includes(id));
  return { own: [...ownIds, BACKGROUND_ID, VOID_ID], others };
}
