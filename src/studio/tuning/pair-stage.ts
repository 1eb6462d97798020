import type { AttentionRecord } from '../../core/attention/types.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import { type Failure, StudioError } from '../../core/errors.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { Picture } from '../../rpc/contract.ts';
import type { SplitMask } from '../../rpc/tuning-contract.ts';
import type { EditBook } from '../edit/edit-book.ts';
import type { EditDesk } from '../edit/edit-desk.ts';
import type { EditSheet } from '../edit/edit-sheet.ts';
import type { StudioBase } from '../studio-base.ts';
import { fitTuning, shapeOf } from './fit-tuning.ts';
import type { SegmentTarget, SplitObjects } from './segmenter.ts';

export interface LoadedPair {
  readonly picture: Picture;
  readonly record: AttentionRecord;
}

/** The pair on the stage and its mask under the current tuning. */
export interface PairStage {
  /** Reads the pair (unless it is at hand) and shows picture and mask together. A later call overtakes this one. */
  open(id: string, atHand?: LoadedPair): Promise<void>;
  /** No pair is on the stage any more; its pixels stay until something else is shown. */
  leave(): void;
  /** The tuning has changed, or what is painted: one new mask with its objects in the next frame, of the newest of both. */
  refresh(): void;
}

/** What was painted over masks, and how they are made without it. */
export interface StageEdits {
  readonly desk: Pick<EditDesk, 'enter' | 'show' | 'layer'>;
  readonly book: Pick<EditBook, 'read'>;
  readonly split: SplitObjects;
}

export function createPairStage(
  { dependencies, store, notices, run, pixels, library }: StudioBase,
  { desk, book, split }: StageEdits,
): PairStage {
  let shown: SegmentTarget | null = null;
  /** Counts what was put on the stage: results for anything older are dropped. */
  let visit = 0;
  let frameRequested = false;
  let segmenting = false;
  let changedMeanwhile = false;

  function accept(
    { id, record }: SegmentTarget,
    tuning: TuningSettings,
    made: SplitMask,
    layer: EditLayer | null,
  ): void {
    desk.show({ id, classIds: record.classIds, tuning, ...made, layer });
  }

  function tell({ code, message }: Failure): void {
    const again = code === 'worker-crashed' ? { action: { label: 'Try again', run: refresh } } : {};
    notices.show({ tone: 'error', message, ...again });
  }

  /** What cannot be read of a pair that was left, or removed, meanwhile is told when it is opened again. */
  async function read<T>(thisVisit: number, reading: Promise<T>): Promise<T | null> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      if (thisVisit === visit) tell(error);
      return null;
    }
  }

  async function open(id: string, atHand?: LoadedPair): Promise<void> {
    const thisVisit = ++visit;
    shown = null;
    desk.enter(null);
    let picture: Picture | null = null;
    let target: SegmentTarget | null = null;
    let sheet: EditSheet | null = null;
    const show = () => {
      pixels.showPair(picture);
      shown = target;
      desk.enter(sheet);
    };
    try {
      let record: AttentionRecord | null;
      [picture, record] = atHand
        ? [atHand.picture, atHand.record]
        : await Promise.all([read(thisVisit, library.readPicture(id)), read(thisVisit, library.readRecord(id))]);
      if (thisVisit !== visit || !picture || !record) return;
      const shape = shapeOf(record);
      const { tuning, lacking } = fitTuning(store.getState().tuning, shape, shape);
      if (lacking) notices.show({ tone: 'info', message: lacking });
      store.setState({ recordShape: shape, tuning });
      target = { id, record, picture };
      const edits = await book.read(id, picture);
      if (thisVisit !== visit) return;
      const { layer } = edits;
      const result = await split(target, tuning, layer);
      if (thisVisit !== visit) return;
      sheet = edits;
      show();
      if (result.ok) accept(target, tuning, result.value, layer);
      else tell(result.error);
      if (store.getState().tuning !== tuning) refresh();
    } finally {
      // However opening ends, the pixels of the pair before this one go.
      if (thisVisit === visit && shown === null) show();
    }
  }

  async function segmentNewest(): Promise<void> {
    const target = shown;
    if (!target) return;
    const thisVisit = visit;
    const { tuning } = store.getState();
    const layer = desk.layer();
    segmenting = true;
    try {
      const result = await split(target, tuning, layer);
      if (thisVisit !== visit) return;
      if (result.ok) accept(target, tuning, result.value, layer);
      else tell(result.error);
    } finally {
      segmenting = false;
      if (changedMeanwhile) refresh();
    }
  }

  function refresh(): void {
    if (!shown || frameRequested) return;
    frameRequested = true;
    dependencies.requestFrame(() => {
      frameRequested = false;
      changedMeanwhile = segmenting;
      if (!segmenting) void run(segmentNewest);
    });
  }

  return {
    open,
    refresh,
    leave() {
      visit++;
      shown = null;
      desk.enter(null);
    },
  };
}
