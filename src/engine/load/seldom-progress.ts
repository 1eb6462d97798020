/** So often a person sees a bar move. A fast download tells of thousands of pieces a second, and each is a message to the page and back. */
const TELL_EVERY_MS = 50;

interface Progress {
  readonly kind: string;
  readonly loadedBytes?: number;
  readonly totalBytes?: number;
}

/**
 * `onEvent` with fewer download events: one now and then, and the last. A download event that waits comes before whatever follows it
 * of another kind; all others pass as they are.
 */
export function seldomProgress<E extends Progress>(
  onEvent: (event: E) => void,
  nowMs: () => number,
): (event: E) => void {
  let toldMs = Number.NEGATIVE_INFINITY;
  let waiting: E | null = null;
  let wasLast = false;
  return (event) => {
    if (event.kind !== 'download') {
      if (waiting) onEvent(waiting);
      waiting = null;
      onEvent(event);
      return;
    }
    // Where no server tells sizes, every event looks like the last.
    const looksLast = event.loadedBytes === event.totalBytes;
    const isLast = looksLast && !wasLast;
    wasLast = looksLast;
    if (!isLast && nowMs() - toldMs < TELL_EVERY_MS) {
      waiting = event;
      return;
    }
    waiting = null;
    toldMs = nowMs();
    onEvent(event);
  };
}
