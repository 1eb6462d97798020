import type { StudioStore } from './studio-store.ts';
import type { Notice } from './types.ts';

/** Long enough to read two lines and reach for the button. */
const LIFE_MS = 10_000;

export interface NoticeRequest {
  readonly tone: Notice['tone'];
  readonly message: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Called when the notice goes without its action having been taken. */
  readonly onGone?: () => void;
  /** Keeps an info or success notice up until it is dismissed; errors always stay. */
  readonly stays?: boolean;
}

export interface Notices {
  /** Returns the notice's id. An equal notice that is still up makes way, unless its going would do something. */
  show(request: NoticeRequest): string;
  /** Quietly: what changes often is not read out each time. False where the notice has gone. */
  update(id: string, message: string): boolean;
  /** While somebody reads a notice, or is on the way to its button, none goes by itself. */
  hold(isHeld: boolean): void;
  dismiss(id: string): void;
  runAction(id: string): void;
}

interface LiveNotice {
  readonly request: NoticeRequest;
  timer: ReturnType<typeof setTimeout> | null;
}

export function createNotices(store: StudioStore, newId: () => string): Notices {
  const live = new Map<string, LiveNotice>();
  let held = false;

  /** Gives all the time again that a notice has. */
  function wind(id: string, notice: LiveNotice): void {
    if (notice.timer !== null) clearTimeout(notice.timer);
    const goes = !held && notice.request.tone !== 'error' && !notice.request.stays;
    notice.timer = goes ? setTimeout(() => dismiss(id), LIFE_MS) : null;
  }

  function take(id: string): NoticeRequest | null {
    const notice = live.get(id);
    if (!notice) return null;
    if (notice.timer !== null) clearTimeout(notice.timer);
    live.delete(id);
    store.setState(({ notices }) => ({ notices: notices.filter((shown) => shown.id !== id) }));
    return notice.request;
  }

  function dismiss(id: string): void {
    take(id)?.onGone?.();
  }

  return {
    show(request) {
      const { tone, message, action } = request;
      const equal = store.getState().notices.find((shown) => shown.tone === tone && shown.message === message);
      if (equal && !live.get(equal.id)?.request.onGone) dismiss(equal.id);
      const id = newId();
      const added: LiveNotice = { request, timer: null };
      live.set(id, added);
      wind(id, added);
      const notice: Notice = action ? { id, tone, message, action: action.label } : { id, tone, message };
      store.setState(({ notices }) => ({ notices: [...notices, notice] }));
      return id;
    },
    update(id, message) {
      store.setState(({ notices }) => ({
        notices: notices.map((shown) => (shown.id === id ? { ...shown, message, isQuiet: true } : shown)),
      }));
      return live.has(id);
    },
    hold(isHeld) {
      if (isHeld === held) return;
      held = isHeld;
      for (const [id, notice] of live) wind(id, notice);
    },
    dismiss,
    runAction(id) {
      take(id)?.action?.run();
    },
  };
}
