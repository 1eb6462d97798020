import { StudioError } from '../../core/errors.ts';

/** The first pair comes after storage was read and workers were started, the last before a ZIP of gigabytes is closed. */
const SILENCE_ENDS_EXPORT_MS = 5 * 60_000;
/** An export that works hears of it between two pairs. */
const CANCEL_HEARD_WITHIN_MS = 10_000;

/** How long an export is waited for, so that none goes on for ever. */
export interface ExportPatience {
  /** What `work` gives. @throws StudioError `worker-crashed` after silence, `cancelled` after a Cancel that nobody heard */
  wait<T>(work: Promise<T>): Promise<T>;
  /** The export gave a sign. False where it is over: it was given up and has woken. */
  heard(): boolean;
  cancelled(): void;
  /** The export is over. */
  end(): void;
}

export function createExportPatience(): ExportPatience {
  let timer: ReturnType<typeof setTimeout>;
  let isCancelled = false;
  let isOver = false;
  let giveUp: (reason: StudioError) => void = () => undefined;
  const gaveUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  // It may come between two waits.
  gaveUp.catch(() => undefined);

  function allow(limitMs: number, failure: StudioError): void {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp(failure), limitMs);
  }

  function heard(): boolean {
    const message = `The export gave no sign for ${SILENCE_ENDS_EXPORT_MS / 60_000} minutes. Close other tabs of the studio and try again; if that does not help, reload this page.`;
    if (!isCancelled && !isOver) allow(SILENCE_ENDS_EXPORT_MS, new StudioError({ code: 'worker-crashed', message }));
    return !isOver;
  }

  heard();
  return {
    wait: (work) => Promise.race([work, gaveUp]),
    heard,
    cancelled() {
      isCancelled = true;
      allow(CANCEL_HEARD_WITHIN_MS, new StudioError({ code: 'cancelled', message: 'Cancelled without an answer.' }));
    },
    end() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
