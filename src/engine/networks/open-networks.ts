import { type EarlierStates, earlierStates } from '../../core/onnx/taps/earlier-states.ts';
import type { TapFragment } from '../../core/onnx/types.ts';
import type { ModelInputPlan, TextEncoderPlan, UnetPlan } from '../../models/feeds/plan-inputs.ts';
import { keepsWeights } from '../../models/package/large-weights.ts';
import { type NetworkFiles, sessionParts } from '../../models/package/model-package.ts';
import type { StartEvent } from '../../rpc/contract.ts';
import { bytesOf, type DownloadedModel } from '../load/download-model.ts';
import { KEEP_WEIGHTS } from './keep-weights.ts';
import { Network } from './network.ts';
import type { SessionOptions } from './ort-module.ts';
import type { Runtime } from './runtime.ts';
import type { OpenTextEncoder } from './text-encoder.ts';

export interface OpenedNetworks {
  readonly unet: Network;
  readonly textEncoders: readonly OpenTextEncoder[];
  readonly decoder: Network;
}

/**
 * Opens a model's graphs, the biggest first: the heap never shrinks, so the largest allocation should meet it empty.
 * @throws StudioError as `Network.open`
 */
export async function openNetworks(
  files: DownloadedModel,
  fragment: TapFragment,
  plan: ModelInputPlan,
  options: Runtime & { readonly onEvent: (event: StartEvent) => void },
): Promise<OpenedNetworks> {
  const { device, deviceWatch, onEvent, wholeFileBytes } = options;
  const ort = await options.ort;
  const limit = wholeFileBytes === undefined ? {} : { wholeFileBytes };
  const opened = new Map<NetworkFiles, Network>();
  const all = [files.unet, ...files.textEncoders, files.decoder];
  const keeps = keepsWeights(all.map(({ graph }) => graph.graph));
  const earlier = new Map(files.textEncoders.map((one, i) => [one, earlierOf(one, plan.textEncoders[i])]));
  for (const one of all.sort((a, b) => bytesOf(b) - bytesOf(a))) {
    onEvent({ kind: 'compile', part: one.path });
    const isUnet = one === files.unet;
    const added = isUnet ? new Uint8Array(fragment.bytes) : earlier.get(one)?.fragment;
    const parts = await sessionParts(one, { ...limit, ...(added ? { fragment: added } : {}) });
    const session = isUnet ? unetSession(keeps, fragment, plan.unet, device) : sessionOf(keeps, device);
    opened.set(one, await Network.open(parts, { ort, file: one.path, session, device: deviceWatch }));
  }
  const networkOf = (one: NetworkFiles): Network => {
    const network = opened.get(one);
    if (!network) throw new Error(`${one.path} was not opened`);
    return network;
  };
  const textEncoders = files.textEncoders.flatMap((one, index) => {
    const encoderPlan = plan.textEncoders[index];
    return encoderPlan
      ? [{ network: networkOf(one), plan: encoderPlan, earlier: earlier.get(one)?.outputs ?? [] }]
      : [];
  });
  return { unet: networkOf(files.unet), textEncoders, decoder: networkOf(files.decoder) };
}

/** States of a text encoder's earlier layers; null where it shows none. */
function earlierOf({ graph }: NetworkFiles, plan: TextEncoderPlan | undefined): EarlierStates | null {
  if (!plan) return null;
  const names = plan.layers.map(({ name }) => name);
  return earlierStates(graph.graph, names, plan.isNormalised ? plan.hiddenStates.name : null);
}

/** Of a tapped UNet. @param keeps `keepsWeights` of the whole model */
export function unetSession(
  keeps: boolean,
  fragment: TapFragment,
  { output }: UnetPlan,
  device: GPUDevice | null,
): SessionOptions {
  return { ...sessionOf(keeps, device), ...(device ? tapLocations(fragment, output.name) : {}) };
}

/** Of one of a model's networks. WebGPU computes with weights as they are; on the CPU large models keep them so. */
export function sessionOf(keeps: boolean, device: GPUDevice | null): SessionOptions {
  return { ...providersOf(device), ...(!device && keeps ? KEEP_WEIGHTS : {}) };
}

/** The device that our kernels use too; nothing for the CPU. */
function providersOf(device: GPUDevice | null): SessionOptions {
  return device ? { executionProviders: [{ name: 'webgpu', device }] } : {};
}

/** Taps stay in GPU buffers; the prediction is small and the sampler runs on the CPU. */
function tapLocations({ qk }: TapFragment, prediction: string): SessionOptions {
  const names = qk.flatMap(({ query, key }) => [query, key]);
  const taps = Object.fromEntries(names.map((name) => [name, 'gpu-buffer' as const]));
  return { preferredOutputLocation: { ...taps, [prediction]: 'cpu' } };
}
