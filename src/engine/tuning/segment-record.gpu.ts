import { type AttentionRecord, MAX_TAU } from '../../core/attention/types.ts';
import { tokensOf } from '../../core/grid-size.ts';
import { openPictureGuide, type PictureGuide } from '../../core/segmentation/picture-guide.ts';
import type { GuidePicture, Segmentation, TuningSettings } from '../../core/segmentation/types.ts';
import { validateTuning } from '../../core/segmentation/validate-tuning.ts';
import { recordBlendMaps, recordClassMaps } from '../../gpu/kernels/class-maps/class-maps.gpu.ts';
import { recordGuidedUpsample } from '../../gpu/kernels/guided-upsample/guided-upsample.gpu.ts';
import { recordSegment, segmentWords, unpackSegment } from '../../gpu/kernels/segment/segment.gpu.ts';
import { createStorage, readStorage, uploadStorage } from '../../gpu/storage-buffer.ts';
import type { TensorSlice } from '../../gpu/tensor-slice.ts';
import { comparedThresholds, mayWin, type RecordSelection, recordChoices, recordSelector } from './record-selection.ts';

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
 * Opens a record and its picture on a device. The combined stack, a few hundred kilobytes, goes up when sides, window or
 * softmax change, the picture when guided upsampling is first asked for; each call has one submission of kernels and one
 * readback. CPU twin: `openRecordCpu`.
 */
export function openRecordGpu(device: GPUDevice, record: AttentionRecord, picture: GuidePicture): GpuRecordSegmenter {
  const { classIds } = record;
  const { width, height } = picture;
  const classes = classIds.length;
  const pixels = width * height;
  const select = recordSelector(record);
  const guideOf = openPictureGuide(picture);
  const guides = guideUploads(device);
  const scores = createStorage(device, 'class scores', classes * pixels);
  const out = createStorage(device, 'segmentation', segmentWords(pixels, classes));
  let uploaded: { selection: RecordSelection; stack: TensorSlice; maps: TensorSlice } | null = null;

  const upload = (selection: RecordSelection) => {
    if (uploaded?.selection === selection) return uploaded;
    uploaded?.stack.buffer.destroy();
    uploaded?.maps.buffer.destroy();
    const stack = uploadStorage(device, 'combined stack', selection.stack);
    uploaded = { selection, stack, maps: createStorage(device, 'class maps', classes * tokensOf(selection.side)) };
    return uploaded;
  };

  return {
    async segment(tuning) {
      validateTuning(tuning, recordChoices(record));
      const selection = select(tuning);
      const { stack, maps } = upload(selection);
      const { side, presence } = selection;
      const { tau, upsampling } = tuning;
      const encoder = device.createCommandEncoder({ label: 'segment record' });
      const size = { side, classes, width, height };
      const blend = { stack, maxPower: MAX_TAU, tau, side, classes, maps };
      if (upsampling === 'guided') {
        await recordBlendMaps(device, encoder, blend);
        await recordGuidedUpsample(device, encoder, { ...size, maps, ...guides.upload(guideOf(side)), scores });
      } else {
        await recordClassMaps(device, encoder, { ...blend, width, height, scores });
      }
      const present = mayWin(presence, tuning);
      await recordSegment(device, encoder, { scores, pixels, classIds, present, ...comparedThresholds(tuning), out });
      device.queue.submit([encoder.finish()]);
      const [bytes] = await readStorage(device, [out]);
      return { width, height, presence, ...unpackSegment(new Uint32Array(bytes as ArrayBuffer), pixels, classIds) };
    },
    close() {
      for (const slice of [scores, out, uploaded?.stack, uploaded?.maps]) slice?.buffer.destroy();
      uploaded = null;
      guides.destroy();
    },
  };
}

/** The newest guide on the device; the picture's colours go up once. */
function guideUploads(device: GPUDevice) {
  let colors: TensorSlice | null = null;
  let uploaded: { guide: PictureGuide; cells: TensorSlice } | null = null;
  return {
    upload(guide: PictureGuide) {
      colors ??= uploadStorage(device, 'picture', guide.colors);
      if (uploaded?.guide !== guide) {
        uploaded?.cells.buffer.destroy();
        uploaded = { guide, cells: uploadStorage(device, 'picture guide', guide.cells) };
      }
      return { cells: uploaded.cells, colors };
    },
    destroy() {
      colors?.buffer.destroy();
      uploaded?.cells.buffer.destroy();
      colors = uploaded = null;
    },
  };
}
