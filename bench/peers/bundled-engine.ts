import { loadOrt } from '../../src/engine/browser/load-ort.ts';
import { watchDevice } from '../../src/engine/device/device-watch.ts';
import { type LoadedModel, loadModel } from '../../src/engine/load/load-model.ts';
import { Network } from '../../src/engine/networks/network.ts';
import type { LoadedOrt, OrtTensor } from '../../src/engine/networks/ort-module.ts';
import { planUnet, type UnetPlan } from '../../src/models/feeds/plan-inputs.ts';
import { unetFeeds } from '../../src/models/feeds/unet-feeds.ts';
import { openModelPackage, sessionParts } from '../../src/models/package/model-package.ts';
import { urlSource } from '../../src/models/source/url-source.ts';

export interface BenchEngine {
  readonly loaded: LoadedOrt;
  readonly plan: UnetPlan;
  /** As the studio opens it, with taps. */
  readonly model: LoadedModel;
  /** The peer: the UNet file as it is. */
  readonly untapped: Network;
}

/**
 * The bundled model twice on one runtime: tapped by the studio, and untouched.
 * @param threads of ONNX Runtime on the CPU; the studio's own choice where it is missing
 */
export async function openBenchEngine(device: GPUDevice | null, threads?: number): Promise<BenchEngine> {
  const source = urlSource({
    url: new URL('/models/emoji-scenes', location.href).href,
    fetch: (url, init) => fetch(url, init),
  });
  const files = await openModelPackage(source);
  const loaded = await loadOrt(device ? 'webgpu' : 'wasm', threads);
  const deviceWatch = device ? watchDevice(device) : null;
  const { ort } = loaded;
  const limits = device ? Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize) : 0;
  const model = await loadModel({
    chosen: { id: 'b', name: 'b', origin: { kind: 'bundled', label: '' }, entry: null },
    model: files,
    machine: {
      backend: device ? 'webgpu' : 'wasm',
      hasShaderF16: false,
      maxBufferBytes: limits,
      heapBytes: null,
      quotaBytes: null,
    },
    ort,
    device,
    deviceWatch,
    onEvent: () => undefined,
  });
  const unet = await files.network('unet');
  const session = device ? { executionProviders: [{ name: 'webgpu' as const, device }] } : {};
  const untapped = await Network.open(await sessionParts(unet), { ort, file: unet.path, session, device: deviceWatch });
  return { loaded, model, untapped, plan: planUnet(unet.graph.graph) };
}

/** Calls the untouched UNet on a batch of two: the unconditional and the conditional half. */
export async function callUntapped(
  { untapped, plan }: BenchEngine,
  latent: Float32Array,
  side: number,
  timestep: number,
  states: readonly [negative: Float32Array, prompt: Float32Array],
): Promise<OrtTensor> {
  const feeds = unetFeeds(plan, {
    latent,
    latentDims: [latent.length / side ** 2, side, side],
    timestep,
    rows: states.map((hiddenStates) => ({ hiddenStates })),
    guidance: 1,
    timeIds: null,
  });
  const outputs = await untapped.run(feeds, [plan.output.name]);
  return outputs[plan.output.name] as OrtTensor;
}
