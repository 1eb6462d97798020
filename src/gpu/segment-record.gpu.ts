import { type AttentionRecord, MAX_TAU } from '../core/attention/types.ts';
import type { Segmentation, TuningSettings } from '../core/segmentation/types.ts';
import { validateTuning } from '../core/segmentation/validate-tuning.ts';
import { recordClassMaps } from './kernels/class-maps/class-maps.gpu.ts';
import { recordSegment, segmentWords, unpackSegment } from './kernels/segment/segment.gpu.ts';
import { mayWin, type RecordSelection, recordChoices, recordSelector } from './record-selection.ts';
import { createStorage, readStorage, uploadStorage } from './storage-buffer.ts';
import type { TensorSlice } from './tensor-slice.ts';

/** A record opened for tuning on the GPU. */
export interface GpuRecordSegmenter {
  /**
   * Like the CPU's, one call at a time.
   *
   * @throws StudioError `settings-invalid` when the tuning does not fit the record.
   */
  segment(tuning: TuningSettings): Promise<Segmentation>;
  /** Gives the GPU memory back. */
  close(): void;
}

/**
 * Opens a record on a device at a picture size. The combined stack, a few hundred kilobytes, goes up when sides, window
 * or softmax change; each call has one submission of kernels and one readback. CPU twin: `openRecordCpu`.
 */
export function openRecordGpu(
  device: GPUDevice,
  record: AttentionRecord,
  width: number,
  height: number,
): GpuRecordSegmenter {
  const { classIds } = record;
  const classes = classIds.length;
  const pixels = width * height;
  const select = recordSelector(record);
  const scores = createStorage(device, 'class scores', classes * pixels);
  const out = createStorage(device, 'segmentation', segmentWords(pixels, classes));
  let uploaded: { selection: RecordSelection; stack: TensorSlice; maps: TensorSlice } | null = null;

  const upload = (selection: RecordSelection) => {
    if (uploaded?.selection === selection) return uploaded;
    uploaded?.stack.buffer.destroy();
    uploaded?.maps.buffer.destroy();
    const stack = uploadStorage(device, 'combined stack', selection.stack);
    uploaded = { selection, stack, maps: createStorage(device, 'class maps', classes * selection.side ** 2) };
    return uploaded;
  };

  return {
    async segment(tuning) {
      validateTuning(tuning, recordChoices(record));
      const selection = select(tuning);
      const { stack, maps } = upload(selection);
      const { side, presence } = selection;
      const { tau, alpha, beta } = tuning;
      const encoder = device.createCommandEncoder({ label: 'segment record' });
      const size = { side, classes, width, height };
      await recordClassMaps(device, encoder, { stack, maxPower: MAX_TAU, tau, ...size, maps, scores });
      const present = mayWin(presence, tuning);
      await recordSegment(device, encoder, { scores, pixels, classIds, present, alpha, beta, out });
      device.queue.submit([encoder.finish()]);
      const [bytes] = await readStorage(device, [out]);
      return { width, height, presence, ...unpackSegment(new Uint32Array(bytes as ArrayBuffer), pixels, classIds) };
    },
    close() {
      for (const slice of [scores, out, uploaded?.stack, uploaded?.maps]) slice?.buffer.destroy();
      uploaded = null;
    },
  };
}
