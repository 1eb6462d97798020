import type { AttentionRecord } from '../../core/attention/types.ts';
import { showObjects } from '../../core/dataset/objects/show-objects.ts';
import { PLAIN_OBJECTS } from '../../core/dataset/objects/split-objects.ts';
import { editSegmentation } from '../../core/edit/edit-layer.ts';
import type { EditLayer } from '../../core/edit/types.ts';
import type { Failure, Result } from '../../core/errors.ts';
import type { Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import type { TuningClient } from '../../rpc/client.ts';
import type { Picture } from '../../rpc/contract.ts';
import type { SplitMask } from '../../rpc/tuning-contract.ts';

/** For tests: a tuning worker that can be held back and can fail. */
export class FakeTuning implements TuningClient {
  calls: { recordId: string; tuning: TuningSettings }[] = [];
  opened: string[] = [];
  openedPictures: Picture[] = [];
  restarts = 0;
  /** Set to keep answers back until `release`. */
  held = false;
  failNext: Failure | null = null;
  #waiting: (() => void)[] = [];

  open = async (recordId: string, _record: AttentionRecord, opened: Picture): Promise<Result<void>> => {
    this.opened.push(recordId);
    this.openedPictures.push(opened);
    return { ok: true, value: undefined };
  };
  segment = async (recordId: string, tuning: TuningSettings): Promise<Result<Segmentation>> => {
    this.calls.push({ recordId, tuning });
    if (this.opened.at(-1) !== recordId) throw new Error(`${recordId} is not open`);
    if (this.held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const error = this.failNext;
    this.failNext = null;
    return error ? { ok: false, error } : { ok: true, value: segmentation(tuning) };
  };
  /** Of what `segment` answers, which tests may replace. */
  split = async (recordId: string, tuning: TuningSettings, layer: EditLayer | null): Promise<Result<SplitMask>> => {
    const made = await this.segment(recordId, tuning);
    if (!made.ok) return made;
    const { mask, width, height } = editSegmentation(made.value, layer);
    const objects = showObjects({ mask, width, height, edges: null }, tuning.objects ?? PLAIN_OBJECTS);
    return { ok: true, value: { segmentation: made.value, objects } };
  };
  release(): void {
    this.#waiting.shift()?.();
  }
  wake = () => {};
  restart = () => {
    this.restarts++;
    this.opened = [];
  };
  terminate = () => {};
  onCrash = () => () => {};
}

/** The mask's one pixel tells τ, so that a test sees whose mask it is. */
export function segmentation({ tau }: TuningSettings): Segmentation {
  return {
    width: 1,
    height: 1,
    mask: Uint8Array.of(tau * 10),
    scores: new Uint8Array(2),
    presence: [{ classId: 8, evidence: tau, present: true }],
    pixels: { background: 1, void: 0, classes: {} },
    histogram: new Uint32Array(64),
  };
}
