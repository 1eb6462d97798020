import type { AttentionRecord } from '../../core/attention/types.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import type { Result } from '../../core/errors.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import { Serial } from '../../core/serial.ts';
import type { TuningClient } from '../../rpc/client.ts';
import type { Picture } from '../../rpc/contract.ts';
import type { SplitMask } from '../../rpc/tuning-contract.ts';
import { answerWithin } from '../answer-within.ts';

/** Opening a large record and making its mask takes the slowest machine seconds. */
const ANSWER_WITHIN_MS = 60_000;

export interface SegmentTarget {
  readonly id: string;
  readonly record: AttentionRecord;
  readonly picture: Picture;
}

export type Segment = (target: SegmentTarget, tuning: TuningSettings) => Promise<Result<Segmentation>>;

/** `layer` is what was painted over the mask; it is not changed until the answer is here. */
export type SplitObjects = (
  target: SegmentTarget,
  tuning: TuningSettings,
  layer: EditLayer | null,
) => Promise<Result<SplitMask>>;

/** Masks by the tuning worker, one at a time in the order asked for. */
export interface Segmenter {
  readonly segment: Segment;
  /** For masks that are looked at: the same with their objects. */
  readonly split: SplitObjects;
}

/**
 * The worker has one record open at a time; this opens the one that is needed, so that the stage and work in the
 * background can share it. A worker that dies, or hangs, is replaced, and the mask asked for once more.
 */
export function createSegmenter(client: TuningClient): Segmenter {
  /** A pair has another record once classes were added to it. */
  let openRecord: AttentionRecord | null = null;
  const calls = new Serial();

  async function ask<T>({ id, record, picture }: SegmentTarget, call: () => Promise<Result<T>>): Promise<Result<T>> {
    if (openRecord !== record) {
      openRecord = null;
      const opened = await client.open(id, record, picture);
      if (!opened.ok) return opened;
      openRecord = record;
    }
    return call();
  }

  async function once<T>(target: SegmentTarget, call: () => Promise<Result<T>>): Promise<Result<T>> {
    const result = await answerWithin(ANSWER_WITHIN_MS, ask(target, call));
    if (result) return result;
    client.terminate();
    const message = `The mask worker gave no answer for ${ANSWER_WITHIN_MS / 1000} seconds. Try again; if that does not help, reload the page.`;
    return { ok: false, error: { code: 'worker-crashed', message } };
  }

  async function withRestart<T>(target: SegmentTarget, call: () => Promise<Result<T>>): Promise<Result<T>> {
    const result = await once(target, call);
    if (result.ok || result.error.code !== 'worker-crashed') return result;
    client.restart();
    openRecord = null;
    return once(target, call);
  }

  const inTurn = <T>(target: SegmentTarget, call: () => Promise<Result<T>>) =>
    calls.run(async () => {
      try {
        return await withRestart(target, call);
      } catch (error) {
        openRecord = null;
        throw error;
      }
    });

  return {
    segment: (target, tuning) => inTurn(target, () => client.segment(target.id, tuning)),
    split: (target, tuning, layer) => inTurn(target, () => client.split(target.id, tuning, layer)),
  };
}
