import { StudioError } from '../core/errors.ts';
import { FragmentWriter } from '../core/onnx/fragment-writer.ts';
import { meanOfSample } from '../core/onnx/mean-of-sample.ts';
import type { OnnxGraph } from '../core/onnx/types.ts';
import { type LoadOptions, type NetworkFiles, sessionParts } from '../models/model-package.ts';
import { type EncoderPlan, planPictureEncoder } from '../models/plan-inputs.ts';
import type { VaeFacts } from '../models/vae-facts.ts';
import { judgeModel, requirePossible } from './judge-model.ts';
import type { LoadModelOptions } from './load-model.ts';
import { Network } from './network.ts';
import { providersOf } from './open-networks.ts';
import { PictureEncoder } from './picture-encoder.ts';

/**
 * Opens a model's encoder of pictures.
 * @param downloaded null where it could not be had when the model was loaded: then it is asked for once more
 * @throws StudioError `model-unsupported` where there is none or it cannot work, and as `ModelSource.open`, `Network.open`
 */
export async function openPictureEncoder(
  { model, machine, ort, device, deviceWatch, wholeFileBytes }: LoadModelOptions,
  { scalingFactor, latentChannels }: VaeFacts,
  downloaded: NetworkFiles | null,
  load: LoadOptions,
): Promise<PictureEncoder> {
  if (model.layout.networks.vae_encoder === undefined) {
    throw new StudioError({
      code: 'model-unsupported',
      message: `The model "${model.label}" has no vae_encoder, so it cannot look at a picture from elsewhere. Add vae_encoder/model.onnx or choose another model.`,
    });
  }
  const files = downloaded ?? (await model.network('vae_encoder', load));
  const { path, graph } = files;
  const networks = [{ role: 'vae_encoder' as const, path, graph: graph.graph }];
  requirePossible(judgeModel({ networks, missing: [], downloadBytes: 0, machine }), model.label, []);
  const plan = planPictureEncoder(graph.graph);
  const { latent, fragment } = steadyLatent(graph.graph, plan);
  const parts = await sessionParts(files, { fragment, ...(wholeFileBytes === undefined ? {} : { wholeFileBytes }) });
  const network = await Network.open(parts, { ort, file: path, session: providersOf(device), device: deviceWatch });
  return new PictureEncoder(network, { ...plan, latent }, scalingFactor, latentChannels);
}

/** Where the graph draws the latent from a distribution, the distribution's mean is made an output and read instead. */
function steadyLatent(graph: OnnxGraph, { latent }: EncoderPlan) {
  const writer = new FragmentWriter('picture-encoder/');
  const mean = meanOfSample(graph, latent.name);
  if (mean !== null && graph.outputs.every(({ name }) => name !== mean)) writer.output(mean);
  return { latent: { ...latent, name: mean ?? latent.name }, fragment: new Uint8Array(writer.finish()) };
}
