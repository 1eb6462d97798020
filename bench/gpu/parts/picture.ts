import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { gridOf } from '../../../src/core/grid-size.ts';
import { VOC_20 } from '../../../src/core/prompt/voc-20.ts';
import { generatePicture } from '../../../src/engine/jobs/generate-picture.ts';
import { yieldToMessages } from '../../../src/engine/jobs/yield-to-messages.ts';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { openRecordCpu } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { openRecordGpu } from '../../../src/engine/tuning/segment-record.gpu.ts';
import type { GeneratedPair } from '../../../src/rpc/contract.ts';
import { DEFAULT_TUNING } from '../../../src/studio/settings/defaults.ts';
import { openDevice } from '../dawn.ts';
import { loadNodeOrt } from '../node-ort.ts';
import { type BundledModel, openBundled } from '../open-bundled.ts';
import type { Part, PartContext } from '../part.ts';
import { compareTapped } from '../tapped-calls.ts';

const stepsOf = ({ small }: Pick<PartContext, 'small'>) => (small ? 1 : 8);
const fileOf = ({ workFolder }: PartContext, backend: 'cpu' | 'gpu') => join(workFolder, `picture-${backend}.bin`);

/** The same picture on the CPU (WebAssembly). */
export const pictureOnCpu: Part = async (context) => {
  const ort = await loadNodeOrt(context.runtimeFolder);
  const { model } = await openBundled(context.modelFolder, ort, null);
  const pair = await draw(model, stepsOf(context));
  writeFileSync(fileOf(context, 'cpu'), serialize(pair));
  context.emit({ row: 'picture-on-cpu', steps: stepsOf(context), totalMs: pair.totalMs });
};

/** A picture of the bundled model on the card with capture, and what the capture costs. */
export const picture: Part = async (context) => {
  const { emit, runtimeFolder, modelFolder, small } = context;
  const ort = await loadNodeOrt(runtimeFolder);
  const { device } = await openDevice(runtimeFolder);
  const started = performance.now();
  const bundled = await openBundled(modelFolder, ort, device);
  emit({ row: 'picture-model', openMs: performance.now() - started });
  const first = await draw(bundled.model, stepsOf(context));
  emit({ row: 'picture', steps: stepsOf(context), which: 'first, shaders compile', totalMs: first.totalMs });
  if (!small) {
    const again = await draw(bundled.model, stepsOf(context));
    emit({ row: 'picture', steps: stepsOf(context), which: 'second', totalMs: again.totalMs });
  }
  writeFileSync(fileOf(context, 'gpu'), serialize(first));
  emit({ row: 'picture-capture', ...(await captureCost(bundled, device, small ? 2 : 25)) });
};

/** Picture, record and mask of the card against the CPU's. */
export const pictureAgainstCpu: Part = async (context) => {
  const [reference, pair] = (['cpu', 'gpu'] as const).map(
    (backend) => deserialize(readFileSync(fileOf(context, backend))) as GeneratedPair,
  ) as [GeneratedPair, GeneratedPair];
  const { device } = await openDevice(context.runtimeFolder);
  // A picture of few steps has fewer parts than the default's window names.
  const tuning = { ...DEFAULT_TUNING, window: [0, pair.record.windowBins - 1] } as const;
  const onGpu = await openRecordGpu(device, pair.record, pair.picture).segment(tuning);
  const onCpu = openRecordCpu(reference.record, reference.picture).segment(tuning);
  const pixels = onCpu.mask.length;
  const same = onCpu.mask.reduce((count, id, i) => count + Number(id === onGpu.mask[i]), 0);
  const levels = reference.picture.rgba.map((value, i) => Math.abs(value - (pair.picture.rgba[i] ?? 0)));
  const stackDifference = reference.record.stacks.map(({ selfSide, data }, s) => ({
    selfSide,
    largest: data.reduce(
      (worst, value, i) => Math.max(worst, Math.abs(value - (pair.record.stacks[s]?.data[i] ?? 0))),
      0,
    ),
    peak: data.reduce((most, value) => Math.max(most, value), 0),
  }));
  context.emit({
    row: 'picture-against-cpu',
    maskPixelsAlike: same / pixels,
    pixels,
    counts: { gpu: onGpu.pixels, cpu: onCpu.pixels },
    largestPictureDifference: levels.reduce((worst, value) => Math.max(worst, value), 0),
    stackDifference,
    cpuMs: reference.totalMs,
  });
};

async function captureCost({ model, openUntapped }: BundledModel, device: GPUDevice, pairs: number) {
  const { tokenizer, textEncoder, info, latentChannels } = model;
  const positions = tokenizer.maxLength;
  const isClassToken = Array.from({ length: positions }, (_, position) => position === 1 || position === 2);
  const spans = [
    { classId: 8, start: 1, end: 2 },
    { classId: 9, start: 2, end: 3 },
  ];
  const { width: side } = gridOf(info.latentSize);
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

async function draw(model: LoadedModel, steps: number): Promise<GeneratedPair> {
  const classes = VOC_20.classes.filter(({ name }) => name === 'cat' || name === 'chair');
  const classIds = classes.map(({ id }) => id);
  const settings = {
    caption: 'a cat and a chair in a room',
    classIds,
    labelSetId: VOC_20.id,
    style: 'caption+classes',
    negativePrompt: '',
    seed: 1,
    steps,
    guidance: 4,
    sampler: 'ddim',
    eta: 0,
  } as const;
  return generatePicture(
    { jobId: 'check', classes, tuning: DEFAULT_TUNING, settings },
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
