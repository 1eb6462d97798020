import type { FrameCut } from '../../core/attention/frame-cut.ts';
import { renoise } from '../../core/diffusion/noise/renoise.ts';
import { StudioError } from '../../core/errors.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import type { CapturedCalls } from './captured-calls.ts';
import { type JobContext, type StepClock, takeMessages } from './job-context.ts';

/** Each call costs as much as a step, and a few tell nearly all that there is. */
const MAX_CALLS = 50;

export interface RenoiseTask {
  readonly jobId: string;
  /** Training timesteps, falling. */
  readonly timesteps: readonly number[];
  /** Of the live heatmaps; null: nobody watches. */
  readonly tuning: TuningSettings | null;
  /** What they show of what the model is shown; missing: all of it. */
  readonly cut?: FrameCut;
  readonly drawNormals: (count: number) => Float32Array;
  readonly clock: StepClock;
}

/**
 * Re-noise capture: brings a finished latent to the noise of each timestep and shows it to the model once. So the
 * attention of one- and few-step models, and on pictures that no model made, is seen where it is clearest.
 *
 * @param x0 fp32 `[C,h,w]` in the model's latent scale
 * @throws StudioError `cancelled`, and as `CapturedCalls.call`
 */
export async function captureRenoised(
  x0: Float32Array,
  calls: CapturedCalls,
  { jobId, timesteps, tuning, cut, drawNormals, clock }: RenoiseTask,
  context: JobContext,
): Promise<void> {
  for (const [index, timestep] of timesteps.entries()) {
    const noise = drawNormals(x0.length);
    await calls.callUnguided(renoise(x0, context.model.scheduler, timestep, noise, noise), timestep, index);
    const step = clock.tick();
    await takeMessages(context);
    if (clock.isLast) return;
    if (!tuning || context.isWatched === false) continue;
    context.emit({ kind: 'heatmaps', jobId, step, heatmaps: await calls.capture.preview(tuning, cut) });
  }
}

/** @throws StudioError `settings-invalid` */
export function checkRenoiseTimesteps(timesteps: readonly number[], numTrainTimesteps: number): void {
  const isFine = timesteps.every(
    (t, i) => Number.isInteger(t) && t >= 0 && t < numTrainTimesteps && (i === 0 || t < (timesteps[i - 1] as number)),
  );
  if (isFine && timesteps.length > 0 && timesteps.length <= MAX_CALLS) return;
  throw new StudioError({
    code: 'settings-invalid',
    message: `Attention can be captured at 1 to ${MAX_CALLS} timesteps, whole numbers from ${numTrainTimesteps - 1} down to 0, each below the one before; found ${timesteps.join(', ') || 'none'}.`,
  });
}
