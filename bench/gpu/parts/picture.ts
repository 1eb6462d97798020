import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { VOC_20 } from '../../../src/core/prompt/voc-20.ts';
import { generatePicture } from '../../../src/engine/jobs/generate-picture.ts';
import { yieldToMessages } from '../../../src/engine/jobs/yield-to-messages.ts';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { openRecordCpu } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { openRecordGpu } from '../../../src/engine/tuning/segment-record.gpu.ts';
import type { GeneratedPair, ModelInfo } from '../../../src/rpc/contract.ts';
import { DEFAULT_TUNING, defaultTuningOn, expectedShape } from '../../../src/studio/settings/defaults.ts';
import { fitTuning, shapeOf } from '../../../src/studio/tuning/fit-tuning.ts';
import { compareStacks } from '../compare-stacks.ts';
import { openDevice } from '../dawn.ts';
import { loadNodeOrt } from '../node-ort.ts';
import { type BundledModel, openBundled } from '../open-bundled.ts';
import type { Part, PartContext } from '../part.ts';
import { compareTapped } from '../tapped-calls.ts';
import { all, within } from '../verdict.ts';

type Extent = Pick<PartContext, 'small'>;
const stepsOf = ({ small }: Extent) => (small ? 2 : 8);
/** A software driver takes minutes for a call of the UNet at the model's usual size; a quarter of the pixels says as much. */
const sizeOf = ({ small }: Extent, { sizes }: ModelInfo) => (small ? { width: 64, height: 64 } : sizes.usual);
/** Both round in other orders: levels of 255, parts of a stack's peak, and pixels at a border between classes. */
const ALLOWED = { levels: 8, ofPeak: 0.01, pixelsApart: 0.01 };
const fileOf = ({ workFolder }: PartContext, backend: 'cpu' | 'gpu') => join(workFolder, `picture-${backend}.bin`);

/** The same picture on the CPU (WebAssembly). */
export const pictureOnCpu: Part = async (context) => {
  const ort = await loadNodeOrt(context.runtimeFolder, { isTimed: false });
  const { model } = await openBundled(context.modelFolder, ort, null);
  const pair = await draw(model, context);
  writeFileSync(fileOf(context, 'cpu'), serialize(pair));
  context.emit({
    row: 'picture-on-cpu',
    ...sizeOf(context, model.info),
    steps: stepsOf(context),
    totalMs: pair.totalMs,
  });
  return {
    ok: true,
    says: `a picture of ${pair.picture.width}×${pair.picture.height} in ${stepsOf(context)} steps on WebAssembly`,
  };
};

/** A picture of the bundled model on the card with capture, and what the capture costs. */
export const picture: Part = async (context) => {
  const { emit, runtimeFolder, modelFolder, small } = context;
  const ort = await loadNodeOrt(runtimeFolder, { isTimed: !small });
  const { device } = await openDevice(runtimeFolder);
  const started = performance.now();
  const bundled = await openBundled(modelFolder, ort, device);
  emit({ row: 'picture-model', openMs: performance.now() - started });
  const size = sizeOf(context, bundled.model.info);
  const first = await draw(bundled.model, context);
  emit({ row: 'picture', ...size, steps: stepsOf(context), which: 'first, shaders compile', totalMs: first.totalMs });
  if (!small) {
    const again = await draw(bundled.model, context);
    emit({ row: 'picture', ...size, steps: stepsOf(context), which: 'second', totalMs: again.totalMs });
  }
  writeFileSync(fileOf(context, 'gpu'), serialize(first));
  const cost = await captureCost(bundled, device, context);
  emit({ row: 'picture-capture', ...cost });
  return {
    ok: true,
    says: `a picture of ${size.width}×${size.height} in ${stepsOf(context)} steps with capture of ${cost.taps} taps`,
  };
};

/** Picture, record and mask of the card against the CPU's. */
export const pictureAgainstCpu: Part = async (context) => {
  const [reference, pair] = (['cpu', 'gpu'] as const).map(
    (backend) => deserialize(readFileSync(fileOf(context, backend))) as GeneratedPair,
  ) as [GeneratedPair, GeneratedPair];
  const { device } = await openDevice(context.runtimeFolder);
  const fitted = fitTuning(DEFAULT_TUNING, shapeOf(pair.record)).tuning;
  const tuning = { ...fitted, window: [0, pair.record.windowBins - 1] } as const;
  const onGpu = await openRecordGpu(device, pair.record, pair.picture).segment(tuning);
  const onCpu = openRecordCpu(reference.record, reference.picture).segment(tuning);
  const pixels = onCpu.mask.length;
  const same = onCpu.mask.reduce((count, id, i) => count + Number(id === onGpu.mask[i]), 0);
  const levels = reference.picture.rgba.map((value, i) => Math.abs(value - (pair.picture.rgba[i] ?? 0)));
  const levelsApart = levels.reduce((worst, value) => Math.max(worst, value), 0);
  const stackDifference = compareStacks(reference.record, pair.record);
  context.emit({
    row: 'picture-against-cpu',
    maskPixelsAlike: same / pixels,
    pixels,
    counts: { gpu: onGpu.pixels, cpu: onCpu.pixels },
    largestPictureDifference: levelsApart,
    stackDifference,
    cpuMs: reference.totalMs,
  });
  const ofPeak = stackDifference.map(({ largest, peak }) => largest / peak);
  return all(
    within('mask, part of pixels', [1 - same / pixels], ALLOWED.pixelsApart),
    within('attention stacks, parts of their peaks', ofPeak, ALLOWED.ofPeak),
    within('picture, levels of 255', [levelsApart], ALLOWED.levels),
  );
};

async function captureCost({ model, openUntapped }: BundledModel, device: GPUDevice, context: PartContext) {
  const { tokenizer, textEncoder, info, latentChannels } = model;
  const positions = tokenizer.maxLength;
  const isClassToken = Array.from({ length: positions }, (_, position) => position === 1 || position === 2);
  const spans = [
    { classId: 8, start: 1, end: 2 },
    { classId: 9, start: 2, end: 3 },
  ];
  const pairs = context.small ? 1 : 25;
  const side = sizeOf(context, info).width / info.sizes.latentFactor;
  const run = { steps: pairs + 1, latentSide: side, positions, spans, isClassToken, selfPower: 1 };
  const capture = model.createCapture(run);
  try {
    return await compareTapped(
      {
        ...(await openUntapped()),
        unet: model.unet,
        capture,
        channels: latentChannels,
        side,
        negative: await textEncoder.encode(tokenizer.encode('')),
        prompt: await textEncoder.encode(tokenizer.encode('cat chair')),
        isClassToken,
        settle: () => device.queue.onSubmittedWorkDone(),
      },
      pairs,
    );
  } finally {
    capture.dispose();
  }
}

async function draw(model: LoadedModel, context: PartContext): Promise<GeneratedPair> {
  const [steps, size] = [stepsOf(context), sizeOf(context, model.info)];
  const { tuning } = fitTuning(defaultTuningOn(model.info), expectedShape(model.info, size, steps));
  const classes = VOC_20.classes.filter(({ name }) => name === 'cat' || name === 'chair');
  const classIds = classes.map(({ id }) => id);
  const settings = {
    caption: 'a cat and a chair in a room',
    classIds,
    labelSetId: VOC_20.id,
    style: 'caption+classes',
    negativePrompt: '',
    seed: 1,
    ...size,
    steps,
    guidance: 4,
    sampler: 'ddim',
    eta: 0,
  } as const;
  return generatePicture(
    { jobId: 'check', classes, tuning, settings },
    {
      model,
      provenance: { modelId: 'b', modelSha256: '', backend: 'webgpu', adapter: '', studioVersion: '' },
      isFirstUse: true,
      emit: () => undefined,
      signal: new AbortController().signal,
      yieldToMessages,
      nowMs: () => performance.now(),
      now: () => new Date(),
    },
  );
}
