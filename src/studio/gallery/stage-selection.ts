import type { GenerateRequest } from '../../rpc/contract.ts';
import { nextJob } from '../jobs/next-job.ts';
import type { RecordShape } from '../stage-state.ts';
import type { StudioBase } from '../studio-base.ts';
import { findPair } from '../studio-store.ts';
import { freeTuning } from '../tuning/fit-tuning.ts';
import type { LoadedPair, PairStage } from '../tuning/pair-stage.ts';

/**
 * Who is on the stage: a pair (`selectedId`) or the running job (`selectedId` null).
 *
 * The rule: pressing Generate asks to watch, choosing a pair asks not to. A finished picture takes the stage if its job
 * was being watched to the end and no other job waits; so nothing is taken from under the hands of somebody who chose a
 * pair since Generate was last pressed.
 */
export interface StageSelection {
  choose(id: string | null): void;
  /** Opens a pair without counting as a person's choice. */
  show(id: string | null, atHand?: LoadedPair): void;
  askToWatch(): void;
  jobStarted(request: GenerateRequest, shape: RecordShape): void;
  /** `finished` is the new pair, or null where the job was cancelled or failed. */
  jobEnded(finished: ({ readonly id: string } & LoadedPair) | null): void;
  isWatching(): boolean;
}

const FRESH_VIEW = { segmentation: null, hiddenClassIds: [], soloClassId: null } as const;

export function createStageSelection({ store, run, pixels, writer }: StudioBase, stage: PairStage): StageSelection {
  let wantsToWatch = true;
  let before: string | null = null;
  let running: { readonly request: GenerateRequest; readonly shape: RecordShape } | null = null;

  const selectedId = () => store.getState().selectedId;

  function show(id: string | null, atHand?: LoadedPair): void {
    const pair = id === null ? undefined : findPair(store, id);
    void writer.flush();
    if (!pair) {
      stage.leave();
      pixels.showPair(null);
      const tuning = freeTuning(store.getState());
      store.setState({ ...FRESH_VIEW, tuning, selectedId: null, recordShape: null });
      return;
    }
    store.setState({ ...FRESH_VIEW, selectedId: pair.id, tuning: pair.tuning, recordShape: null });
    void run(() => stage.open(pair.id, atHand));
  }

  function watch(): void {
    if (!running) return;
    before = selectedId() ?? before;
    void writer.flush();
    stage.leave();
    pixels.showLive();
    const { request, shape } = running;
    store.setState({ ...FRESH_VIEW, selectedId: null, tuning: request.tuning, recordShape: shape });
  }

  return {
    show,
    choose(id) {
      wantsToWatch = id === null;
      if (id === null && running) watch();
      else if (id !== selectedId()) show(id);
    },
    askToWatch() {
      wantsToWatch = true;
    },
    jobStarted(request, shape) {
      running = { request, shape };
      pixels.clearLive();
      if (wantsToWatch) watch();
    },
    jobEnded(finished) {
      const watched = running !== null && selectedId() === null;
      running = null;
      if (!watched) return;
      if (nextJob(store.getState())) return;
      if (finished) show(finished.id, finished);
      else show(before);
    },
    isWatching: () => running !== null && selectedId() === null,
  };
}
