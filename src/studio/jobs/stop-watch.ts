import type { EngineControl } from '../models/engine-control.ts';
import type { StudioBase } from '../studio-base.ts';

/** Stop is heard between two calls of the model, and one of a large model takes a CPU minutes: so nothing is ended unasked. */
const STOP_HEARD_WITHIN_MS = 20_000;

export interface StopWatch {
  /** The running job was asked to stop. */
  asked(): void;
  /** It has ended. */
  ended(): void;
}

/** Offers a way out of a job that does not stop: an engine that hangs would hold up the queue for ever. */
export function createStopWatch(
  { notices }: Pick<StudioBase, 'notices'>,
  engine: Pick<EngineControl, 'restart'>,
): StopWatch {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let noticeId: string | null = null;

  function offer(): void {
    noticeId = notices.show({
      tone: 'info',
      message:
        'The engine has not stopped yet. It hears Stop between two calls of the model, which can take minutes on the CPU. ' +
        'If it hangs, start it again.',
      action: { label: 'Restart the engine', run: engine.restart },
      stays: true,
    });
  }

  return {
    asked() {
      timer ??= setTimeout(offer, STOP_HEARD_WITHIN_MS);
    },
    ended() {
      if (timer !== null) clearTimeout(timer);
      if (noticeId !== null) notices.dismiss(noticeId);
      timer = noticeId = null;
    },
  };
}
