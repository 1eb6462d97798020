export interface SettleTimer {
  /** Something changed: wait anew. */
  touch(): void;
  /** Acts now if something is waiting. */
  flush(): void;
}

/** Calls `act` once nothing has changed for `settleMs`. */
export function createSettleTimer(settleMs: number, act: () => void): SettleTimer {
  let timer: ReturnType<typeof setTimeout> | null = null;
  function fire(): void {
    timer = null;
    act();
  }
  return {
    touch() {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(fire, settleMs);
    },
    flush() {
      if (timer === null) return;
      clearTimeout(timer);
      fire();
    },
  };
}
