import type { AttentionRecord } from '../../core/attention/types.ts';
import { type Result, StudioError, toResult } from '../../core/errors.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import { Serial } from '../../core/serial.ts';
import type { Picture, TuningApi } from '../../rpc/contract.ts';

/** Segments one opened record; keeps what does not change between slider moves. */
export interface RecordSegmenter {
  segment(tuning: TuningSettings): Segmentation | Promise<Segmentation>;
  dispose(): void;
}

export type OpenSegmenter = (record: AttentionRecord, picture: Picture) => Promise<RecordSegmenter>;

/** Answers sliders: one record is open at a time. */
export class Tuning implements TuningApi {
  readonly #openSegmenter: OpenSegmenter;
  readonly #calls = new Serial();
  #opened: { readonly recordId: string; readonly segmenter: RecordSegmenter } | null = null;

  constructor(openSegmenter: OpenSegmenter) {
    this.#openSegmenter = openSegmenter;
  }

  open(recordId: string, record: AttentionRecord, picture: Picture): Promise<Result<void>> {
    return this.#calls.run(() =>
      toResult(async () => {
        this.#opened?.segmenter.dispose();
        this.#opened = null;
        this.#opened = { recordId, segmenter: await this.#openSegmenter(record, picture) };
      }),
    );
  }

  segment(recordId: string, tuning: TuningSettings): Promise<Result<Segmentation>> {
    return this.#calls.run(() =>
      toResult(async () => {
        if (this.#opened?.recordId === recordId) return await this.#opened.segmenter.segment(tuning);
        throw new StudioError({ code: 'cancelled', message: 'Another picture was opened meanwhile.' });
      }),
    );
  }
}
