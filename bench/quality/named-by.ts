/** Rows with one of some words in their group or name; without words, all. */
export function namedBy<T extends { readonly group: string; readonly name: string }>(
  words: readonly string[],
  rows: readonly T[],
): T[] {
  return rows.filter(
    ({ group, name }) => words.length === 0 || words.some((word) => `${group} ${name}`.includes(word)),
  );
}
