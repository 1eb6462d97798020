import { StudioError } from '../core/errors.ts';
import type { NoticeRequest, Notices } from './notices.ts';

/**
 * Starts work that nobody waits for; however it fails, a person hears of it, with `nextStep` as the notice's button.
 * Resolves when it has ended.
 */
export type RunTask = (work: () => Promise<void>, nextStep?: NoticeRequest['action']) => Promise<void>;

export function createRunTask(notices: Notices, reportBug: (error: unknown) => void): RunTask {
  return async (work, nextStep) => {
    const tell = (message: string) =>
      notices.show({ tone: 'error', message, ...(nextStep ? { action: nextStep } : {}) });
    try {
      await work();
    } catch (error) {
      if (error instanceof StudioError) {
        // The person who cancelled knows.
        if (error.code !== 'cancelled') tell(error.message);
        return;
      }
      reportBug(error);
      const what = error instanceof Error ? error.message : String(error);
      tell(`The studio met a bug: ${what}. If it comes again, reload the page.`);
    }
  };
}
