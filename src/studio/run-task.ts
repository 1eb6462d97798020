import { StudioError } from '../core/errors.ts';
import type { Notices } from './notices.ts';

/** Starts work that nobody waits for; however it fails, a person hears of it. Resolves when it has ended. */
export type RunTask = (work: () => Promise<void>) => Promise<void>;

export function createRunTask(notices: Notices, reportBug: (error: unknown) => void): RunTask {
  return async (work) => {
    try {
      await work();
    } catch (error) {
      if (error instanceof StudioError) {
        // The person who cancelled knows.
        if (error.code !== 'cancelled') notices.show({ tone: 'error', message: error.message });
        return;
      }
      reportBug(error);
      const what = error instanceof Error ? error.message : String(error);
      notices.show({ tone: 'error', message: `The studio met a bug: ${what}. If it comes again, reload the page.` });
    }
  };
}
