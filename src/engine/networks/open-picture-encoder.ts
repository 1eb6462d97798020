import { StudioError } from '../../core/errors.ts';
import { FragmentWriter } from '../../core/onnx/file/fragment-writer.ts';
import { meanOfSample } from '../../core/onnx/taps/mean-of-sample.ts';
import type { OnnxGraph } from '../../core/onnx/types.ts';
import { type EncoderPlan, planPictureEncoder } from '../../models/feeds/plan-inputs.ts';
import type { VaeFacts } from '../../models/feeds/vae-facts.ts';
import {
  type LoadOptions,
  type ModelPackage,
  type NetworkFiles,
  sessionParts,
} from '../../models/package/model-package.ts';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';
import { judgeModel, requirePossible } from '../judge/judge-model.ts';
import { Network } from './network.ts';
import { sessionOf } from './open-networks.ts';
import { PictureEncoder } from './picture-encoder.ts';
import type { Runtime } from './runtime.ts';

interface PictureEncoderOptions extends Runtime {
  readonly model: ModelPackage;
  readonly machine: MachineFacts;
  /** Whether the model's networks keep their weights as their files hold them (`keepsWeights`). */
  readonly keeps: boolean;
}

/**
 * Opens a model's encoder of pictures.
 * @param downloaded null where it could not be had when the model was loaded: then it is asked for once more
 * @throws StudioError `model-unsupported` where there is none or it cannot work, and as `ModelSource.open`, `Network.open`
 */
export async function openPictureEncoder(
  { model, machine, keeps, ort, device, deviceWatch, wholeFileBytes }: PictureEncoderOptions,
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
  const network = await Network.open(parts, {
    ort: await ort,
    file: path,
    session: sessionOf(keeps, device),
    device: deviceWatch,
  });
  return new PictureEncoder(network, { ...plan, latent }, scalingFactor, latentChannels);
}

/** Where the graph draws the latent from a distribution, the distribution's mean is made an output and read instead. */
function steadyLatent(graph: OnnxGraph, { latent }: EncoderPlan) {
  const writer = new FragmentWriter('picture-encoder/');
  const mean = meanOfSample(graph, latent.name);
  if (mean !== null && graph.outputs.every(({ name }) => name !== mean)) writer.output(mean);
  return { latent: { ...latent, name: mean ?? latent.name }, fragment: new Uint8Array(writer.finish()) };
}
