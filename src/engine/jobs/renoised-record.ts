import type { AttentionRecord } from '../../core/attention/types.ts';
import { StudioError } from '../../core/errors.ts';
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
 * prompt, without guidance, while the class prompt's attention is captured.
 *
 * @throws StudioError `model-unsupported` for a model without an encoder of pictures, `self-check-failed`, `number-overflow`,
 *   `cancelled`, `device-lost`, `out-of-memory`, `worker-crashed`
 */
export async function recordOfPicture(
  { jobId, picture, prompts, timesteps, drawNormals, selfPower, tuning }: FinishedPicture,
  context: JobContext,
): Promise<AttentionRecord> {
  const { model, emit, signal } = context;
  const onProgress: LoadOptions['onProgress'] = (progress) => emit({ kind: 'download', jobId, ...progress });
  const opening = model.openPictureEncoder({ signal, onProgress });
  const latent = await (await unlessCancelled(opening, context)).encode(picture);
  const calls = new CapturedCalls(context, prompts, timesteps.length, selfPower);
  try {
    await takeMessages(context);
    const clock = new StepClock(context, jobId, timesteps.length);
    await captureRenoised(latent, calls, { jobId, timesteps, tuning, drawNormals, clock }, context);
    emit({ kind: 'refining', jobId });
    const record = await calls.capture.finish();
    await takeMessages(context);
    model.device?.throwIfFaulty();
    return record;
  } finally {
    calls.capture.dispose();
  }
}

/** @throws StudioError `settings-invalid` */
export function requireSize({ width, height }: Picture, { imageSize }: ModelInfo): void {
  if (width === imageSize && height === imageSize) return;
  throw new StudioError({
    code: 'settings-invalid',
    message: `Expected a picture of ${imageSize}×${imageSize} pixels, the model's size; found ${width}×${height}. Resize it first, or choose a model of that size.`,
  });
}
