import { cropRecord } from '../../core/attention/crop-record.ts';
import { tuningOfFrame } from '../../core/attention/frame-cut.ts';
import type { AttentionRecord } from '../../core/attention/types.ts';
import { StudioError } from '../../core/errors.ts';
import { sizeText } from '../../core/grid-size.ts';
import { frameOf, isPadded, type PhotoFrame, padPicture } from '../../core/photo-frame.ts';
import { sidesAt, sizeProblem } from '../../core/picture-sizes.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { LoadOptions } from '../../models/package/model-package.ts';
import type { ModelInfo, Picture } from '../../rpc/contract.ts';
import { CapturedCalls } from './captured-calls.ts';
import type { EncodedPrompts } from './encode-prompts.ts';
import { type JobContext, StepClock, takeMessages, unlessCancelled } from './job-context.ts';
import { captureRenoised } from './renoise-calls.ts';

export interface FinishedPicture {
  readonly jobId: string;
  readonly picture: Picture;
  /** What the model is shown of it. */
  readonly frame: PhotoFrame;
  readonly prompts: EncodedPrompts;
  /** Training timesteps, falling. */
  readonly timesteps: readonly number[];
  /** The noise of each call in turn, unit normals of the latent's size. */
  readonly drawNormals: (count: number) => Float32Array;
  readonly selfPower: number | undefined;
  /** Of the live heatmaps; null: nobody watches. */
  readonly tuning: TuningSettings | null;
}

/**
 * The attention record of a picture that is there already: encoded, noised to each timestep and shown to the UNet with the
 * prompt, without guidance, while the class prompt's attention is captured. Of a picture that is padded to a frame, the record is that
 * of its own cells.
 *
 * @throws StudioError `model-unsupported` for a model without an encoder of pictures, `self-check-failed`, `number-overflow`,
 *   `cancelled`, `device-lost`, `out-of-memory`, `worker-crashed`
 */
export async function recordOfPicture(
  { jobId, picture, frame, prompts, timesteps, drawNormals, selfPower, tuning }: FinishedPicture,
  context: JobContext,
): Promise<AttentionRecord> {
  const { model, emit, signal } = context;
  const onProgress: LoadOptions['onProgress'] = (progress) => emit({ kind: 'download', jobId, ...progress });
  const opening = model.openPictureEncoder({ signal, onProgress });
  const { width, height } = picture;
  const part = { x: frame.x, y: frame.y, width, height };
  const cut = isPadded(frame, picture) ? { frame: frame.frame, part } : undefined;
  const shown = cut ? { ...frame.frame, rgba: padPicture(picture, frame) } : picture;
  const latent = await (await unlessCancelled(opening, context)).encode(shown);
  const calls = new CapturedCalls(context, prompts, timesteps.length, frame.frame, selfPower);
  try {
    await takeMessages(context);
    // A tuning names sides of the picture, and maps are of the whole frame.
    const watched = tuning && cut ? tuningOfFrame(tuning, sidesAt(model.info.sizes, cut.frame), cut) : tuning;
    const clock = new StepClock(context, jobId, timesteps.length);
    await captureRenoised(
      latent,
      calls,
      { jobId, timesteps, tuning: watched, ...(cut && { cut }), drawNormals, clock },
      context,
    );
    emit({ kind: 'refining', jobId });
    const record = await calls.capture.finish();
    await takeMessages(context);
    model.device?.throwIfFaulty();
    return cut ? cropRecord(record, cut) : record;
  } finally {
    calls.capture.dispose();
  }
}

/** @throws StudioError `settings-invalid` */
export function requireFrame(picture: Picture, { photoSizes: sizes }: ModelInfo): PhotoFrame {
  const frame = frameOf(picture, sizes);
  if (frame) return frame;
  const { usual, step, isFree } = sizes;
  const why =
    isFree || step === null
      ? sizeProblem(sizes, picture)
      : `sides up to ${sizeText(usual)} in multiples of ${step} were expected, found ${sizeText(picture)}`;
  throw new StudioError({
    code: 'settings-invalid',
    message: `The model cannot look at this picture: ${why}. Resize it first, or choose another model.`,
  });
}
