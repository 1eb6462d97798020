import { createNormals } from '../../core/diffusion/noise/normals.ts';
import type { CaptureRequest, GeneratedPair } from '../../rpc/contract.ts';
import { checkCaptureSettings } from './check-settings.ts';
import { encodePrompts } from './encode-prompts.ts';
import { explainFailures } from './explain-failure.ts';
import { type JobContext, timeOf } from './job-context.ts';
import { checkRenoiseTimesteps } from './renoise-calls.ts';
import { recordOfPicture, requireFrame } from './renoised-record.ts';

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
  const frame = requireFrame(picture, model.info);
  checkCaptureSettings(settings, tuning, picture, model);
  const timesteps = settings.renoiseTimesteps ?? model.info.suggested.renoiseTimesteps;
  checkRenoiseTimesteps(timesteps, model.scheduler.numTrainTimesteps);
  emit({ kind: 'encoding', jobId });
  // An empty caption leaves the classes alone to say what the picture shows.
  const style = settings.caption.trim() === '' ? 'classes' : settings.style;
  const prompts = await encodePrompts(model, { ...settings, style }, request.classes, false);
  const { seed, selfPower } = settings;
  const drawNormals = createNormals(seed);
  const record = await recordOfPicture(
    { jobId, picture, frame, prompts, timesteps, drawNormals, selfPower, tuning },
    context,
  );
  const { prompt, classPrompt } = prompts.composed;
  const provenance = { ...context.provenance, ...timeOf(context), prompt, classPrompt, upload };
  return { jobId, picture, record, provenance, totalMs: nowMs() - startMs };
}
