/** Where a key leads in the triangle of rows 1 … n − 1, with columns 0 … row − 1. */
export function stepInTriangle(
  key: string,
  { row, column }: { readonly row: number; readonly column: number },
  count: number,
): { readonly row: number; readonly column: number } | null {
  const to = {
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    Home: { row, column: 0 },
    End: { row, column: row - 1 },
  }[key];
  return to && to.column >= 0 && to.column < to.row && to.row < count ? to : null;
}
