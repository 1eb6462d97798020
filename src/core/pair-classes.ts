/** Columns of words that are no class have ids from here on: past all that a mask can hold, so they win no pixel. */
export const FIRST_WORD_ID = 256;

export const isWordId = (id: number): boolean => id >= FIRST_WORD_ID;

/** What of a pair names classes. */
interface NamesClasses {
  readonly settings: { readonly classIds: readonly number[] };
  readonly addedClasses?: readonly { readonly classId: number }[];
}

/** Every class that a pair's mask may hold: those it was asked for, then those that were added to it afterwards. */
export function pairClassIds({ settings, addedClasses = [] }: NamesClasses): readonly number[] {
  const added = addedClasses.map(({ classId }) => classId).filter((id) => !isWordId(id));
  return added.length === 0 ? settings.classIds : [...settings.classIds, ...added];
}
