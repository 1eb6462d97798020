type Row = Readonly<Record<string, unknown>>;

/**
 * How the parts ended that were to run. One that was tried in several ways, as the adapter is, counts as the best of them.
 * @returns a line to read, and what the process should exit with: 0 only if every part ended and what it checked holds
 */
export function conclusion(
  rows: readonly Row[],
  parts: readonly string[],
): { readonly text: string; readonly exitCode: 0 | 1 } {
  const endings = parts.map((part) => {
    const own = rows.filter((row) => row.row === 'ended' && row.part === part).map(({ ending }) => String(ending));
    return { part, ending: own.includes('done') ? 'done' : (own.at(-1) ?? 'not run') };
  });
  const bad = endings.filter(({ ending }) => ending !== 'done');
  const but = bad.map(({ part, ending }) => `${part}: ${ending}`).join(', ');
  const count = `${parts.length - bad.length} of ${parts.length} parts ended with a good verdict`;
  return { text: `${count}${but && ` (${but})`}\n`, exitCode: bad.length > 0 ? 1 : 0 };
}
