import type { Provenance } from '../core/dataset/types.ts';
import { denoise } from '../core/diffusion/denoise.ts';
import { combineGuidance } from '../core/diffusion/guidance.ts';
import { createNormals } from '../core/diffusion/normals.ts';
import { SETTING_LIMITS } from '../core/diffusion/setting-limits.ts';
import { StudioError } from '../core/errors.ts';
import { composePrompt } from '../core/prompt/compose-prompt.ts';
import { tokenSpans } from '../core/prompt/spans.ts';
import type { GeneratedPair, GenerateEvent, GenerateRequest, ModelInfo } from '../rpc/contract.ts';
import type { AttentionCapture } from './capture.ts';
import type { LoadedModel } from './load-model.ts';
import { decodeLatent } from './picture-decoder.ts';
import { isPreviewStep } from './preview-rhythm.ts';
import { encodeText } from './text-encoder.ts';
import type { UnetConditions } from './unet.ts';

export interface GenerateContext {
  readonly model: LoadedModel;
  readonly provenance: Omit<Provenance, 'prompt' | 'classPrompt' | 'createdAt'>;
  /** The first picture on this model: what it captures is checked after one step, not after all of them. */
  readonly isFirstUse: boolean;
  readonly emit: (event: GenerateEvent) => void;
  readonly isCancelled: () => boolean;
  /** Lets the thread take messages (a cancel among them) between steps. */
  readonly yieldToMessages: () => Promise<void>;
  readonly nowMs: () => number;
  readonly now: () => Date;
}

/**
 * One picture with its attention record: encode three texts, denoise with capture, decode, refine.
 *
 * @throws StudioError `prompt-invalid`, `prompt-too-long`, `settings-invalid`, `cancelled`, `device-lost`, `out-of-memory`
 */
export async function generatePicture(request: GenerateRequest, context: GenerateContext): Promise<GeneratedPair> {
  const { settings, jobId } = request;
  const { model, emit, nowMs } = context;
  const startMs = nowMs();
  checkSettings(request, model.info);
  emit({ kind: 'encoding', jobId });

  const { tokenizer } = model;
  const composed = composePrompt({ caption: settings.caption, classes: request.classes, style: settings.style });
  const classEncoding = tokenizer.encode(composed.classPrompt);
  const spans = tokenSpans(composed.classPromptRanges, classEncoding);
  const isClassToken = Array.from(classEncoding.ids, (_, position) =>
    spans.some((span) => span.start <= position && position < span.end),
  );
  const encode = (text: string) => encodeText(model.textEncoder, tokenizer.encode(text));
  // Guidance 1 is the conditional prediction alone: one UNet row instead of two.
  const conditions: UnetConditions = {
    negative: settings.guidance === 1 ? null : await encode(settings.negativePrompt),
    prompt: await encode(composed.prompt),
    classPrompt: await encodeText(model.textEncoder, classEncoding),
    isClassToken,
  };

  const side = model.info.latentSize;
  const drawNormals = createNormals(settings.seed);
  const capture = model.createCapture({
    steps: settings.steps,
    latentSide: side,
    positions: tokenizer.maxLength,
    spans,
    isClassToken,
  });
  try {
    const steps = denoise({
      sampler: settings.sampler,
      config: model.scheduler,
      steps: settings.steps,
      eta: settings.eta,
      noise: drawNormals(model.latentChannels * side * side),
      drawNormals,
      model: async (x, t, stepIndex) => {
        const result = await model.unet.call(x, side, t, conditions, capture.fetches);
        try {
          await capture.add(result.taps, stepIndex);
        } finally {
          for (const tensor of Object.values(result.taps)) tensor.dispose();
        }
        if (stepIndex === 0 && context.isFirstUse) await capture.selfCheck();
        model.device?.throwIfFaulty();
        if (!result.unconditional) return result.conditional;
        return combineGuidance(result.unconditional, result.conditional, settings.guidance, result.conditional);
      },
    });
    const x0 = await follow(steps, capture, request, context);
    const { rgba, width, height } = await decodeLatent(model.pictureDecoder, x0, side, model.scalingFactor);
    emit({ kind: 'refining', jobId });
    const record = await capture.finish();
    model.device?.throwIfFaulty();
    return {
      jobId,
      picture: { width, height, rgba },
      record,
      provenance: {
        ...context.provenance,
        createdAt: context.now().toISOString(),
        prompt: composed.prompt,
        classPrompt: composed.classPrompt,
      },
      totalMs: nowMs() - startMs,
    };
  } catch (error) {
    throw model.device ? await model.device.explain(error) : error;
  } finally {
    capture.dispose();
  }
}

/** Consumes the trajectory: progress, live views, cancelling. Answers the finished latent. */
async function follow(
  steps: ReturnType<typeof denoise>,
  capture: AttentionCapture,
  { jobId, tuning }: GenerateRequest,
  { model, emit, nowMs, isCancelled, yieldToMessages }: GenerateContext,
): Promise<Float32Array> {
  const firstMs = nowMs();
  let lastMs = firstMs;
  let x0: Float32Array | null = null;
  await yieldToMessages();
  throwIfCancelled(isCancelled);
  for await (const step of steps) {
    const done = step.stepIndex + 1;
    x0 = step.x0;
    const stepMs = nowMs() - lastMs;
    lastMs = nowMs();
    const remainingMs = ((lastMs - firstMs) / done) * (step.steps - done);
    emit({ kind: 'step', jobId, step: done, steps: step.steps, stepMs, remainingMs });
    await yieldToMessages();
    throwIfCancelled(isCancelled);
    if (done === step.steps) break;
    emit({ kind: 'heatmaps', jobId, step: done, heatmaps: await capture.preview(tuning) });
    if (isPreviewStep(done, step.steps)) {
      const { rgba, width, height } = await decodeLatent(
        model.pictureDecoder,
        step.x0,
        model.info.latentSize,
        model.scalingFactor,
      );
      emit({ kind: 'estimate', jobId, step: done, picture: { width, height, rgba } });
    }
  }
  if (!x0) throw new Error('The sampler made no step');
  return x0;
}

function throwIfCancelled(isCancelled: () => boolean): void {
  if (isCancelled()) throw new StudioError({ code: 'cancelled', message: 'Stopped.' });
}

function checkSettings({ settings, tuning }: GenerateRequest, model: ModelInfo): void {
  const problems: string[] = [];
  const { steps, guidance, eta } = SETTING_LIMITS;
  const isWithin = (value: number, { min, max }: { readonly min: number; readonly max: number }) =>
    value >= min && value <= max;
  if (!Number.isInteger(settings.steps) || !isWithin(settings.steps, steps)) {
    problems.push(`steps must be a whole number from ${steps.min} to ${steps.max}, found ${settings.steps}`);
  }
  if (!isWithin(settings.guidance, guidance)) {
    problems.push(`guidance must lie between ${guidance.min} and ${guidance.max}, found ${settings.guidance}`);
  }
  if (!Number.isInteger(settings.seed) || settings.seed < 0 || settings.seed > 0xffffffff) {
    problems.push(`the seed must be a whole number from 0 to 4294967295, found ${settings.seed}`);
  }
  if (!isWithin(settings.eta, eta)) {
    problems.push(`η must lie between ${eta.min} and ${eta.max}, found ${settings.eta}`);
  }
  const unknownSides = tuning.crossSides.filter((side) => !model.crossSides.includes(side));
  if (tuning.crossSides.length === 0 || unknownSides.length > 0 || !model.selfSides.includes(tuning.selfSide)) {
    problems.push(
      `cross sides must be among ${model.crossSides.join(', ')} and the self side among ${model.selfSides.join(', ')}, ` +
        `found ${tuning.crossSides.join(', ') || 'none'} and ${tuning.selfSide}`,
    );
  }
  if (problems.length === 0) return;
  throw new StudioError({ code: 'settings-invalid', message: `Cannot generate: ${problems.join('; ')}.` });
}
