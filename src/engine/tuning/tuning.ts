import type { AttentionRecord } from '../../core/attention/types.ts';
import { showObjects } from '../../core/dataset/objects/show-objects.ts';
import { PLAIN_OBJECTS } from '../../core/dataset/objects/split-objects.ts';
import { editSegmentation } from '../../core/edit/edit-layer.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import { type Result, StudioError, toResult } from '../../core/errors.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import { Serial } from '../../core/serial.ts';
import type { Picture } from '../../rpc/contract.ts';
import type { SplitMask, TuningApi } from '../../rpc/tuning-contract.ts';

/** Segments one opened record; keeps what does not change between slider moves. */
export interface RecordSegmenter {
  segment(tuning: TuningSettings): Segmentation | Promise<Segmentation>;
  dispose(): void;
}

export type OpenSegmenter = (record: AttentionRecord, picture: Picture) => Promise<RecordSegmenter>;

interface OpenedRecord {
  readonly recordId: string;
  readonly record: AttentionRecord;
  readonly segmenter: RecordSegmenter;
}

/** Answers sliders: one record is open at a time. */
export class Tuning implements TuningApi {
  readonly #openSegmenter: OpenSegmenter;
  readonly #calls = new Serial();
  #opened: OpenedRecord | null = null;

  constructor(openSegmenter: OpenSegmenter) {
    this.#openSegmenter = openSegmenter;
  }

  open(recordId: string, record: AttentionRecord, picture: Picture): Promise<Result<void>> {
    return this.#calls.run(() =>
      toResult(async () => {
        this.#opened?.segmenter.dispose();
        this.#opened = null;
        this.#opened = { recordId, record, segmenter: await this.#openSegmenter(record, picture) };
      }),
    );
  }

  segment(recordId: string, tuning: TuningSettings): Promise<Result<Segmentation>> {
    return this.#calls.run(() => toResult(async () => this.#openedAs(recordId).segmenter.segment(tuning)));
  }

  split(recordId: string, tuning: TuningSettings, layer: EditLayer | null): Promise<Result<SplitMask>> {
    return this.#calls.run(() =>
      toResult(async () => {
        const { record, segmenter } = this.#openedAs(recordId);
        const segmentation = await segmenter.segment(tuning);
        const { mask, width, height } = editSegmentation(segmentation, layer);
        const split = { mask, width, height, edges: record.edges ?? null };
        return { segmentation, objects: showObjects(split, tuning.objects ?? PLAIN_OBJECTS) };
      }),
    );
  }

  #openedAs(recordId: string): OpenedRecord {
    if (this.#opened?.recordId === recordId) return this.#opened;
    throw new StudioError({ code: 'cancelled', message: 'Another picture was opened meanwhile.' });
  }
}
