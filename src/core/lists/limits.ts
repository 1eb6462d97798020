/** What a list may hold, so that it can be shown and kept. No model takes as much text as a field may have characters. */
export const LIST_LIMITS = { bytes: 16 * 2 ** 20, rows: 10_000, fieldCharacters: 10_000, nameBytes: 200 } as const;

const SHOWN_LENGTH = 120;

/** The beginning of a row, on one line. */
export function shortened(text: string): string {
  const line = text
    .slice(0, 4 * SHOWN_LENGTH)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > SHOWN_LENGTH ? `${line.slice(0, SHOWN_LENGTH)}…` : line;
}
