import { createNormals } from '../../core/diffusion/noise/normals.ts';
import { StudioError } from '../../core/errors.ts';
import type { LoadOptions } from '../../models/package/model-package.ts';
import type { CaptureRequest, GeneratedPair, ModelInfo, Picture } from '../../rpc/contract.ts';
import { CapturedCalls } from './captured-calls.ts';
import { checkCaptureSettings } from './check-settings.ts';
import { encodePrompts } from './encode-prompts.ts';
import { explainFailures } from './explain-failure.ts';
import { type JobContext, StepClock, takeMessages, unlessCancelled } from './job-context.ts';
import { captureRenoised, checkRenoiseTimesteps } from './renoise-calls.ts';

/**
 * The attention record of a picture that somebody brought: its latent is noised to a few mid timesteps and shown to the
 * UNet with the prompt, without guidance, while the class prompt's attention is captured.
 *
 * @throws StudioError `prompt-invalid`, `prompt-too-long`, `settings-invalid`, `model-unsupported` for a model without
 *   an encoder of pictures, `self-check-failed`, `number-overflow`, `cancelled`, `device-lost`, `out-of-memory`,
 *   `worker-crashed`
 */
export function capturePicture(request: CaptureRequest, context: JobContext): Promise<GeneratedPair> {
  return explainFailures(context.model.device, 'The masks could not be made', () => makeRecord(request, context));
}

async function makeRecord(request: CaptureRequest, context: JobContext): Promise<GeneratedPair> {
  const { jobId, picture, settings, tuning, upload } = request;
  const { model, emit, nowMs } = context;
  const startMs = nowMs();
  checkCaptureSettings(settings, tuning, model);
  requireSize(picture, model.info);
  const timesteps = settings.renoiseTimesteps ?? model.info.suggested.renoiseTimesteps;
  checkRenoiseTimesteps(timesteps, model.scheduler.numTrainTimesteps);
  emit({ kind: 'encoding', jobId });
  // An empty caption leaves the classes alone to say what the picture shows.
  const style = settings.caption.trim() === '' ? 'classes' : settings.style;
  const prompts = await encodePrompts(model, { ...settings, style }, request.classes, false);
  const onProgress: LoadOptions['onProgress'] = (progress) => emit({ kind: 'download', jobId, ...progress });
  const opening = model.openPictureEncoder({ signal: context.signal, onProgress });
  const latent = await (await unlessCancelled(opening, context)).encode(picture);

  const calls = new CapturedCalls(context, prompts, timesteps.length, settings.selfPower);
  try {
    await takeMessages(context);
    const clock = new StepClock(context, jobId, timesteps.length);
    const drawNormals = createNormals(settings.seed);
    await captureRenoised(latent, calls, { jobId, timesteps, tuning, drawNormals, clock }, context);
    emit({ kind: 'refining', jobId });
    const record = await calls.capture.finish();
    await takeMessages(context);
    model.device?.throwIfFaulty();
    const { prompt, classPrompt } = prompts.composed;
    const createdAt = context.now().toISOString();
    const provenance = { ...context.provenance, createdAt, prompt, classPrompt, upload };
    return { jobId, picture, record, provenance, totalMs: nowMs() - startMs };
  } finally {
    calls.capture.dispose();
  }
}

function requireSize({ width, height }: Picture, { imageSize }: ModelInfo): void {
  if (width === imageSize && height === imageSize) return;
  throw new StudioError({
    code: 'settings-invalid',
    message: `Expected a picture of ${imageSize}×${imageSize} pixels, the model's size; found ${width}×${height}. Resize it first.`,
  });
}
