/** What of a pair names classes. */
interface NamesClasses {
  readonly settings: { readonly classIds: readonly number[] };
  readonly addedClasses?: readonly { readonly classId: number }[];
}

/** Every class that a pair's mask may hold: those it was asked for, then those that were added to it afterwards. */
export function pairClassIds({ settings, addedClasses = [] }: NamesClasses): readonly number[] {
  return addedClasses.length === 0
    ? settings.classIds
    : [...settings.classIds, ...addedClasses.map(({ classId }) => classId)];
}
