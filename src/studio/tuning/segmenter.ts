import type { AttentionRecord } from '../../core/attention/types.ts';
import type { Result } from '../../core/errors.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import { Serial } from '../../core/serial.ts';
import type { TuningClient } from '../../rpc/client.ts';
import type { Picture } from '../../rpc/contract.ts';
import { answerWithin } from '../answer-within.ts';

/** Opening a large record and making its mask takes the slowest machine seconds. */
const ANSWER_WITHIN_MS = 60_000;

export interface SegmentTarget {
  readonly id: string;
  readonly record: AttentionRecord;
  readonly picture: Picture;
}

/** Masks by the tuning worker, one at a time in the order asked for. */
export type Segment = (target: SegmentTarget, tuning: TuningSettings) => Promise<Result<Segmentation>>;

/**
 * The worker has one record open at a time; this opens the one that is needed, so that the stage and work in the
 * background can share it. A worker that dies, or hangs, is replaced, and the mask asked for once more.
 */
export function createSegmenter(client: TuningClient): Segment {
  /** A pair has another record once classes were added to it. */
  let openRecord: AttentionRecord | null = null;
  const calls = new Serial();

  async function ask({ id, record, picture }: SegmentTarget, tuning: TuningSettings): Promise<Result<Segmentation>> {
    if (openRecord !== record) {
      openRecord = null;
      const opened = await client.open(id, record, picture);
      if (!opened.ok) return opened;
      openRecord = record;
    }
    return client.segment(id, tuning);
  }

  async function once(target: SegmentTarget, tuning: TuningSettings): Promise<Result<Segmentation>> {
    const result = await answerWithin(ANSWER_WITHIN_MS, ask(target, tuning));
    if (result) return result;
    client.terminate();
    const message = `The mask worker gave no answer for ${ANSWER_WITHIN_MS / 1000} seconds. Try again; if that does not help, reload the page.`;
    return { ok: false, error: { code: 'worker-crashed', message } };
  }

  async function withRestart(target: SegmentTarget, tuning: TuningSettings): Promise<Result<Segmentation>> {
    const result = await once(target, tuning);
    if (result.ok || result.error.code !== 'worker-crashed') return result;
    client.restart();
    openRecord = null;
    return once(target, tuning);
  }

  return (target, tuning) =>
    calls.run(async () => {
      try {
        return await withRestart(target, tuning);
      } catch (error) {
        openRecord = null;
        throw error;
      }
    });
}
