/** Two breaks within this time are one that building anew does not mend. */
const RECOVERED_FOR_MS = 10_000;

/**
 * Whether a render broke because somebody else changed the page: page translation and some extensions put `<font>` elements in the place of
 * text nodes, and React then removes or inserts beside nodes that are no longer where it left them (facebook/react#11538).
 */
export function isForeignChange(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

/** Whether the screen may be built anew by itself, after it was `lastMs` ago or never (null). */
export function mayRebuild(nowMs: number, lastMs: number | null): boolean {
  return lastMs === null || nowMs - lastMs > RECOVERED_FOR_MS;
}
