import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { generatePicture } from '../../src/engine/jobs/generate-picture.ts';
import { yieldToMessages } from '../../src/engine/jobs/yield-to-messages.ts';
import { requestStudioDevice, type StudioDevice } from '../../src/gpu/device.ts';
import { DEFAULT_TUNING } from '../../src/studio/settings/defaults.ts';
import { type BenchEngine, callUntapped, openBenchEngine } from '../peers/bundled-engine.ts';

const STEPS = 20;
const GUIDANCE = 4;
const CAPTION = 'a cat and a chair in a room';

/**
 * A whole picture as the studio makes it (20 steps, guidance 4, live heatmaps and estimates, refinement) against the bare
 * work that any studio must do: 20 calls of the untouched UNet and one decode. `ratio` = studio time / bare time; the rest
 * is what watching the attention costs. WebGPU is measured where the adapter is real.
 */
export async function run(): Promise<Record<string, unknown>> {
  const wasm = await measure(null);
  const studioDevice = await realDevice();
  const webgpu = studioDevice ? await measure(studioDevice.device) : null;
  return {
    ratio: wasm.ratio,
    steps: STEPS,
    guidance: GUIDANCE,
    wasm,
    webgpu: webgpu ?? 'not measured: no hardware WebGPU adapter on this machine',
  };
}

async function realDevice(): Promise<StudioDevice | null> {
  if (!navigator.gpu) return null;
  const studioDevice = await requestStudioDevice(navigator.gpu).catch(() => null);
  return studioDevice?.adapterInfo.isFallback ? null : studioDevice;
}

async function measure(device: GPUDevice | null) {
  const engine = await openBenchEngine(device);
  await bare(engine, 1);
  const bareMs = await bare(engine, STEPS);
  const studioMs = await studio(engine);
  return { ratio: studioMs / bareMs, studioMs, bareMs };
}

async function bare(engine: BenchEngine, steps: number): Promise<number> {
  const { model } = engine;
  const { tokenizer, textEncoder, info, latentChannels } = model;
  const side = info.latentSize;
  const states = [
    (await textEncoder.encode(tokenizer.encode(''))).data,
    (await textEncoder.encode(tokenizer.encode(CAPTION))).data,
  ] as const;
  const latent = new Float32Array(latentChannels * side * side).fill(0.5);
  const started = performance.now();
  for (let step = 0; step < steps; step++) {
    (await callUntapped(engine, latent, side, 999 - step, states)).dispose();
  }
  await model.pictureDecoder.decode(latent, side);
  return performance.now() - started;
}

async function studio({ model }: BenchEngine): Promise<number> {
  const classes = VOC_20.classes.filter(({ name }) => name === 'cat' || name === 'chair');
  const { totalMs } = await generatePicture(
    {
      jobId: 'bench',
      classes,
      tuning: DEFAULT_TUNING,
      settings: {
        caption: CAPTION,
        classIds: classes.map(({ id }) => id),
        labelSetId: VOC_20.id,
        style: 'caption+classes',
        negativePrompt: '',
        seed: 1,
        steps: STEPS,
        guidance: GUIDANCE,
        sampler: 'ddim',
        eta: 0,
      },
    },
    {
      model,
      provenance: { modelId: 'b', modelSha256: '', backend: 'wasm', adapter: '', studioVersion: '' },
      isFirstUse: true,
      emit: () => undefined,
      signal: new AbortController().signal,
      yieldToMessages,
      nowMs: () => performance.now(),
      now: () => new Date(),
    },
  );
  return totalMs;
}
