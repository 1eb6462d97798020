import type { GenerationSettings } from '../../core/dataset/types.ts';
import { denoise } from '../../core/diffusion/denoise.ts';
import { combineGuidance } from '../../core/diffusion/guidance.ts';
import { rescaleGuidance } from '../../core/diffusion/guidance-rescale.ts';
import { isGuidedAt } from '../../core/diffusion/guided-timesteps.ts';
import { createNormals } from '../../core/diffusion/noise/normals.ts';
import { StudioError } from '../../core/errors.ts';
import { type MapSide, tokensOf } from '../../core/grid-size.ts';
import { askedSize, latentSideOf } from '../../core/picture-sizes.ts';
import type { GeneratedPair, GenerateRequest } from '../../rpc/contract.ts';
import type { LoadedModel } from '../load/load-model.ts';
import { requireFinite } from '../networks/finite.ts';
import type { DecodedPicture } from '../networks/picture-decoder.ts';
import type { Unet, UnetOutputs } from '../networks/unet.ts';
import { CapturedCalls } from './captured-calls.ts';
import { checkSettings } from './check-settings.ts';
import { encodePrompts } from './encode-prompts.ts';
import { explainFailures } from './explain-failure.ts';
import { type JobContext, StepClock, takeMessages, timeOf, unlessCancelled } from './job-context.ts';
import { isPreviewStep } from './preview-rhythm.ts';
import { captureRenoised, checkRenoiseTimesteps } from './renoise-calls.ts';

/**
 * One picture with its attention record: encode three texts, denoise with capture, decode, refine. With
 * `renoiseTimesteps` the attention is captured on the finished latent instead.
 *
 * @throws StudioError `prompt-invalid`, `prompt-too-long`, `settings-invalid`, `self-check-failed`, `number-overflow`,
 *   `cancelled`, `device-lost`, `out-of-memory`, `worker-crashed`
 */
export function generatePicture(request: GenerateRequest, context: JobContext): Promise<GeneratedPair> {
  return explainFailures(context.model.device, 'The picture could not be finished', () =>
    makePicture(request, context),
  );
}

async function makePicture(request: GenerateRequest, context: JobContext): Promise<GeneratedPair> {
  const { settings, jobId, tuning } = request;
  const { model, emit, nowMs } = context;
  const { renoiseTimesteps = null } = settings;
  const startMs = nowMs();
  checkSettings(request, model.info);
  if (renoiseTimesteps) checkRenoiseTimesteps(renoiseTimesteps, model.scheduler.numTrainTimesteps);
  emit({ kind: 'encoding', jobId });
  const isGuided = settings.guidance > 1 && !model.takesGuidance;
  const prompts = await encodePrompts(model, settings, request.classes, isGuided);
  emit({ kind: 'running', jobId });

  const drawing = settings.quick ? await quickUnet(jobId, context) : model.unet;
  const drawNormals = createNormals(settings.seed);
  const size = askedSize(settings, model.info.sizes);
  const latentSide = latentSideOf(size, model.info.sizes);
  const captured = renoiseTimesteps?.length ?? settings.steps;
  const calls = new CapturedCalls(context, prompts, captured, size, settings.selfPower, drawing);
  try {
    const steps = denoise({
      sampler: settings.sampler,
      config: model.scheduler,
      steps: settings.steps,
      eta: settings.eta,
      noise: drawNormals(model.latentChannels * tokensOf(latentSide)),
      drawNormals,
      model: async (x, t, stepIndex) => {
        const isGuidedHere = isGuided && isGuidedAt(t, settings);
        const outputs = await (renoiseTimesteps
          ? calls.callPlain(x, t, isGuidedHere)
          : calls.call(x, t, stepIndex, isGuidedHere));
        return guide(outputs, settings);
      },
    });
    const clock = new StepClock(context, jobId, settings.steps + (renoiseTimesteps?.length ?? 0));
    const x0 = await follow(steps, calls, clock, request, latentSide, context);
    if (renoiseTimesteps) {
      await captureRenoised(x0, calls, { jobId, timesteps: renoiseTimesteps, tuning, drawNormals, clock }, context);
    }
    emit({ kind: 'decoding', jobId });
    const picture = await decode(x0, latentSide, context);
    await takeMessages(context);
    emit({ kind: 'refining', jobId });
    const record = await calls.capture.finish();
    await takeMessages(context);
    model.device?.throwIfFaulty();
    const { prompt, classPrompt } = prompts.composed;
    const provenance = { ...context.provenance, ...timeOf(context), prompt, classPrompt };
    return { jobId, picture, record, provenance, totalMs: nowMs() - startMs };
  } finally {
    calls.capture.dispose();
  }
}

/** The model's student, opened by the first quick picture. */
function quickUnet(jobId: string, context: JobContext): Promise<Unet> {
  const { model, emit, signal } = context;
  const opening = model.openQuickUnet({
    signal,
    onProgress: (progress) => emit({ kind: 'download', jobId, ...progress }),
  });
  return unlessCancelled(opening, context);
}

/** The prediction that the sampler follows. */
function guide(
  { unconditional, conditional }: Omit<UnetOutputs, 'taps'>,
  { guidance, guidanceRescale = 0 }: GenerationSettings,
): Float32Array {
  if (!unconditional) return conditional;
  const combined = combineGuidance(unconditional, conditional, guidance, unconditional);
  return guidanceRescale > 0 ? rescaleGuidance(combined, conditional, guidanceRescale, combined) : combined;
}

/** Consumes the trajectory: progress, live views, cancelling. Answers the finished latent. */
async function follow(
  steps: ReturnType<typeof denoise>,
  calls: CapturedCalls,
  clock: StepClock,
  { jobId, tuning, settings }: GenerateRequest,
  latentSide: MapSide,
  context: JobContext,
): Promise<Float32Array> {
  const { model, emit, nowMs } = context;
  let x0: Float32Array | null = null;
  let shownMs = nowMs();
  await takeMessages(context);
  for await (const step of steps) {
    x0 = step.x0;
    const done = clock.tick();
    requireFinite(x0, {
      what: `The latent after step ${done} of ${step.steps} has`,
      help: 'The predictions are out of all measure: lower the guidance, choose another sampler or another export of the model.',
    });
    await takeMessages(context);
    if (done === step.steps) break;
    if (context.isWatched === false) continue;
    if (!settings.renoiseTimesteps) {
      emit({ kind: 'heatmaps', jobId, step: done, heatmaps: await calls.capture.preview(tuning) });
    }
    if (isPreviewStep(done, step.steps)) {
      const picture = isEstimateCheap(model, nowMs() - shownMs)
        ? await decodeEstimate(step.x0, latentSide, context)
        : null;
      shownMs = nowMs();
      if (picture) emit({ kind: 'estimate', jobId, step: done, picture });
    }
  }
  if (!x0) throw new Error('The sampler made no step');
  return x0;
}

/**
 * Whether decoding takes at most half of the time since the last estimate. A decoder of full size on the CPU takes longer than a
 * step; before its first picture nobody knows.
 */
function isEstimateCheap({ pictureDecoder: { lastDecodeMs } }: LoadedModel, sinceLastMs: number): boolean {
  return lastDecodeMs === null || 2 * lastDecodeMs <= sinceLastMs;
}

async function decode(x0: Float32Array, latentSide: MapSide, { model, nowMs }: JobContext): Promise<DecodedPicture> {
  const { pictureDecoder } = model;
  const startMs = nowMs();
  const picture = await pictureDecoder.decode(x0, latentSide);
  pictureDecoder.lastDecodeMs = nowMs() - startMs;
  return picture;
}

/** Null where the decoder overflows: an estimate is further from what it knows than the finished latent, which decides. */
async function decodeEstimate(
  x0: Float32Array,
  latentSide: MapSide,
  context: JobContext,
): Promise<DecodedPicture | null> {
  try {
    return await decode(x0, latentSide, context);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'number-overflow') return null;
    throw error;
  }
}
