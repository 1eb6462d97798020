import { gridOf } from '../../../src/core/grid-size.ts';
import { requestStudioDevice, type StudioDevice } from '../../../src/gpu/device.ts';
import { type BenchEngine, callUntapped, openBenchEngine } from '../../peers/bundled-engine.ts';
import { CAPTION, GUIDANCE, STEPS, studioPictureMs } from '../../peers/studio-picture.ts';

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
  const studioMs = await studioPictureMs(engine.model);
  return { ratio: studioMs / bareMs, studioMs, bareMs };
}

async function bare(engine: BenchEngine, steps: number): Promise<number> {
  const { model } = engine;
  const { tokenizer, textEncoder, info, latentChannels } = model;
  const { width: side } = gridOf(info.latentSize);
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
