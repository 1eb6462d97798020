import { StudioError } from '../core/errors.ts';
import { type NetworkFiles, sessionParts } from '../models/model-package.ts';
import { planPictureEncoder } from '../models/plan-inputs.ts';
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
): Promise<PictureEncoder> {
  if (model.layout.networks.vae_encoder === undefined) {
    throw new StudioError({
      code: 'model-unsupported',
      message: `The model "${model.label}" has no vae_encoder, so it cannot look at a picture from elsewhere. Add vae_encoder/model.onnx or choose another model.`,
    });
  }
  const files = downloaded ?? (await model.network('vae_encoder'));
  const { path, graph } = files;
  const networks = [{ role: 'vae_encoder' as const, path, graph: graph.graph }];
  requirePossible(judgeModel({ networks, missing: [], downloadBytes: 0, machine }), model.label, []);
  const parts = await sessionParts(files, wholeFileBytes === undefined ? {} : { wholeFileBytes });
  const network = await Network.open(parts, { ort, file: path, session: providersOf(device), device: deviceWatch });
  return new PictureEncoder(network, planPictureEncoder(graph.graph), scalingFactor, latentChannels);
}
