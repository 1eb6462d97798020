/** Long enough to even out the pace of a connection, short enough to follow a change of it. */
const WINDOW_MS = 8_000;
/** Before this the pace is a guess. */
const FIRST_ANSWER_MS = 2_000;

export interface DownloadClock {
  /** Notes how far a download is. Returns the time left in milliseconds; null while the pace is not known. */
  note(loadedBytes: number, totalBytes: number): number | null;
}

/** Time left of a download by its pace in the last seconds. Bytes that were there before it began do not count as pace. */
export function createDownloadClock(nowMs: () => number): DownloadClock {
  let marks: { readonly atMs: number; readonly bytes: number }[] = [];
  return {
    note(loadedBytes, totalBytes) {
      const atMs = nowMs();
      marks.push({ atMs, bytes: loadedBytes });
      marks = marks.filter((mark) => atMs - mark.atMs <= WINDOW_MS);
      const first = marks[0];
      if (!first || atMs - first.atMs < FIRST_ANSWER_MS || loadedBytes <= first.bytes) return null;
      return (Math.max(0, totalBytes - loadedBytes) * (atMs - first.atMs)) / (loadedBytes - first.bytes);
    },
  };
}
