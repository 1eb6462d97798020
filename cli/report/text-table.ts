/** Columns of text under their heads, for a terminal: numbers to the right, the columns in `left` to the left. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => [...(row[column] ?? '')].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - [...cell].length);
        return left.includes(column) ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}
