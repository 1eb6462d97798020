/** So often a person sees a bar move. A fast download tells of thousands of pieces a second, and each is a message to the page and back. */
const TELL_EVERY_MS = 50;

/**
 * Does `work`, which tells events, and hands them to `onEvent` with fewer of kind `download`: the first, then the newest now and then,
 * also when nothing follows it, as where a connection stalls. All others pass as they are, after the download event that waits. None
 * comes when the work has ended.
 */
export async function withSeldomProgress<E extends { readonly kind: string }, T>(
  onEvent: (event: E) => void,
  work: (tell: (event: E) => void) => Promise<T>,
): Promise<T> {
  let pause: ReturnType<typeof setTimeout> | null = null;
  let waiting: E | null = null;

  function tellNow(event: E): void {
    waiting = null;
    onEvent(event);
    pause = setTimeout(() => {
      pause = null;
      if (waiting) tellNow(waiting);
    }, TELL_EVERY_MS);
  }

  try {
    return await work((event) => {
      if (event.kind === 'download') {
        if (pause === null) tellNow(event);
        else waiting = event;
        return;
      }
      if (waiting) onEvent(waiting);
      waiting = null;
      onEvent(event);
    });
  } finally {
    if (pause !== null) clearTimeout(pause);
  }
}
