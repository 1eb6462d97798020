import { layoutMisfit, takeClasses } from '../../core/attention/append-columns.ts';
import type { LaterCapture } from '../../core/dataset/types.ts';
import { createNormals } from '../../core/diffusion/noise/normals.ts';
import { StudioError } from '../../core/errors.ts';
import { sidesAt } from '../../core/picture-sizes.ts';
import type { AddClassesRequest, AddedColumns, ModelInfo } from '../../rpc/contract.ts';
import { checkCaptureSettings } from './check-settings.ts';
import { type EncodedPrompts, encodePrompts } from './encode-prompts.ts';
import { explainFailures } from './explain-failure.ts';
import { type JobContext, timeOf } from './job-context.ts';
import { laterTimesteps } from './later-timesteps.ts';
import { checkRenoiseTimesteps } from './renoise-calls.ts';
import { recordOfPicture, requireFrame } from './renoised-record.ts';

/**
 * Columns for classes that a finished picture was not asked for: its latent, by the encoder, is noised again to the noise levels
 * that its own attention was captured at and shown to the UNet, with a class prompt of the picture's classes and the new ones, so that
 * they compete as they would have from the start. The picture's own columns are not made anew.
 *
 * @throws StudioError `prompt-invalid`, `prompt-too-long`, `settings-invalid`, `model-unsupported` for a model without
 *   an encoder of pictures, `self-check-failed`, `number-overflow`, `cancelled`, `device-lost`, `out-of-memory`,
 *   `worker-crashed`
 */
export function addClasses(request: AddClassesRequest, context: JobContext): Promise<AddedColumns> {
  return explainFailures(context.model.device, 'The class could not be added', () => makeColumns(request, context));
}

async function makeColumns(request: AddClassesRequest, context: JobContext): Promise<AddedColumns> {
  const { jobId, picture, settings, added, layout } = request;
  const { model, emit, nowMs } = context;
  const startMs = nowMs();
  const frame = requireFrame(picture, model.info);
  checkCaptureSettings(settings, null, picture, model);
  requireLayout(request, model.info);
  const timesteps = await laterTimesteps(settings, model.scheduler);
  checkRenoiseTimesteps(timesteps, model.scheduler.numTrainTimesteps);
  emit({ kind: 'encoding', jobId });
  const prompts = await encodeAll(request, context);
  const { seed, selfPower } = settings;
  const drawNormals = settings.renoiseTimesteps ? createNormals(seed) : firstNormals(seed);
  const whole = await recordOfPicture(
    { jobId, picture, frame, prompts, timesteps, drawNormals, selfPower, tuning: null },
    context,
  );
  if (whole.windowBins !== layout.windowBins) {
    throw settingsInvalid(`its run had ${layout.windowBins} parts, and its settings say ${whole.windowBins}`);
  }
  const capture: LaterCapture = {
    ...context.provenance,
    ...timeOf(context),
    prompt: prompts.prompt,
    classPrompt: prompts.composed.classPrompt,
    renoiseTimesteps: timesteps,
    seed,
  };
  const record = takeClasses(
    whole,
    added.map(({ id }) => id),
  );
  return { jobId, record, capture, totalMs: nowMs() - startMs };
}

/**
 * The noise that the run of this seed began with, at every call: noised by it the picture is nearly what it was on its way, so that
 * also the noisy parts of the run tell of this picture and no other.
 */
function firstNormals(seed: number): (count: number) => Float32Array {
  // A copy each time: it is overwritten.
  return (count) => createNormals(seed)(count);
}

/** The prompt names all classes, as a photo's does; where that is too long, it is the one that the picture was made from. */
async function encodeAll(
  { settings, classes, added, prompt }: AddClassesRequest,
  { model }: JobContext,
): Promise<EncodedPrompts & { readonly prompt: string }> {
  const style = settings.caption.trim() === '' ? 'classes' : settings.style;
  const parts = { ...settings, style };
  const all = [...classes, ...added];
  try {
    const prompts = await encodePrompts(model, parts, all, false);
    return { ...prompts, prompt: prompts.composed.prompt };
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'prompt-too-long') throw error;
    const prompts = await encodePrompts(model, { ...parts, style: 'classes' }, all, false);
    const { textEncoder, tokenizer } = model;
    const conditions = {
      ...prompts.conditions,
      prompt: await textEncoder.encode(tokenizer.encode(prompt), settings.clipSkip),
    };
    return { ...prompts, conditions, prompt };
  }
}

function requireLayout({ layout, picture }: AddClassesRequest, { sizes, positions }: ModelInfo): void {
  const misfit = layoutMisfit(layout, { ...sidesAt(sizes, picture), positions });
  if (misfit) throw settingsInvalid(`expected ${misfit}`);
}

function settingsInvalid(why: string): StudioError {
  return new StudioError({
    code: 'settings-invalid',
    message: `The model in use cannot add a class to this picture: ${why}. Choose the model that made it.`,
  });
}
