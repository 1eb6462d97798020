import { watchDevice } from '../../src/engine/device-watch.ts';
import { type LoadedModel, loadModel } from '../../src/engine/load-model.ts';
import { type LoadedOrt, loadOrt } from '../../src/engine/load-ort.ts';
import { Network } from '../../src/engine/network.ts';
import type { OrtTensor } from '../../src/engine/ort-module.ts';
import { fetchModel } from '../../src/models/fetch-model.ts';
import type { ModelFolder } from '../../src/models/types.ts';

export interface BenchEngine {
  readonly loaded: LoadedOrt;
  readonly folder: ModelFolder;
  /** As the studio opens it, with taps. */
  readonly model: LoadedModel;
  /** The peer: the UNet file as it is. */
  readonly untapped: Network;
}

/** The bundled model twice on one runtime: tapped by the studio, and untouched. */
export async function openBenchEngine(device: GPUDevice | null): Promise<BenchEngine> {
  const folder = await fetchModel({
    url: new URL('/models/emoji-scenes', location.href).href,
    fetch: (url, init) => fetch(url, init),
    onProgress: () => undefined,
  });
  const loaded = await loadOrt(device ? 'webgpu' : 'wasm');
  const deviceWatch = device ? watchDevice(device) : null;
  const { ort } = loaded;
  const model = await loadModel({
    folder,
    chosen: { id: 'b', name: 'b', origin: { kind: 'bundled', label: '' }, entry: null },
    onTokenizer: () => undefined,
    ort,
    device,
    deviceWatch,
    onPart: () => undefined,
  });
  const untapped = await Network.open({
    ort,
    file: 'unet/model.onnx',
    bytes: folder.bytes('unet/model.onnx'),
    session: device ? { executionProviders: [{ name: 'webgpu', device }] } : {},
    device: deviceWatch,
  });
  return { loaded, folder, model, untapped };
}

/** Calls the untouched UNet on a batch of two: the unconditional and the conditional half. */
export async function callUntapped(
  unet: Network,
  latent: Float32Array,
  side: number,
  timestep: number,
  [negative, prompt]: readonly [Float32Array, Float32Array],
  positions: number,
): Promise<OrtTensor> {
  const states = new Float32Array(negative.length * 2);
  states.set(negative);
  states.set(prompt, negative.length);
  const sample = new Float32Array(latent.length * 2);
  sample.set(latent);
  sample.set(latent, latent.length);
  const outputs = await unet.run(
    {
      sample: unet.float32(sample, [2, latent.length / side ** 2, side, side]),
      timestep: unet.integers('timestep', [timestep], [1]),
      encoder_hidden_states: unet.float32(states, [2, positions, negative.length / positions]),
    },
    ['out_sample'],
  );
  return outputs.out_sample as OrtTensor;
}
