const MAX_NAMED = 10;

/** The first of many sentences, and how many more there are. */
export function toldRows(bad: readonly string[]): string {
  const more = bad.length > MAX_NAMED ? ` And ${bad.length - MAX_NAMED} more.` : '';
  return `${bad.slice(0, MAX_NAMED).join(' ')}${more}`;
}
