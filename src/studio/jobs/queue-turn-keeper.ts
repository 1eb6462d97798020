import type { StudioBase } from '../studio-base.ts';

export interface TurnKeeper {
  /** Whether this tab may work on the shared queue; asks for it where it may not yet. */
  take(): boolean;
  /** Nothing is left to do here: another tab may go on. */
  leave(): void;
}

/**
 * This tab's turn at the queue that all tabs share.
 * @param catchUp reads what the tab before has done, which may have died before it could tell
 * @param onTurn called where `take` had to say no, and now would not
 */
export function createTurnKeeper(
  { dependencies, store }: Pick<StudioBase, 'dependencies' | 'store'>,
  catchUp: () => Promise<void>,
  onTurn: () => void,
): TurnKeeper {
  let giveBack: (() => void) | null = null;
  let isMine = false;
  /** Counts wishes for the turn: what comes late must not count for another one. */
  let wish = 0;

  function setElsewhere(isElsewhere: boolean): void {
    if (store.getState().queue.isElsewhere === isElsewhere) return;
    store.setState(({ queue }) => ({ queue: { ...queue, isElsewhere } }));
  }

  async function granted(thisWish: number): Promise<void> {
    if (store.getState().queue.isElsewhere) await catchUp();
    if (thisWish !== wish) return;
    isMine = true;
    setElsewhere(false);
    onTurn();
  }

  return {
    take() {
      if (giveBack) return isMine;
      const thisWish = ++wish;
      let isAsking = true;
      giveBack = dependencies.queueTurn.ask({
        granted() {
          if (isAsking) isMine = true;
          else void granted(thisWish);
        },
        taken: () => setElsewhere(true),
      });
      isAsking = false;
      return isMine;
    },
    leave() {
      wish++;
      giveBack?.();
      giveBack = null;
      isMine = false;
      setElsewhere(false);
    },
  };
}
