import { StudioError } from '../../core/errors.ts';
import { drawsNumbers, meanOfSample } from '../../core/onnx/taps/mean-of-sample.ts';
import { planPictureEncoder } from '../../models/feeds/plan-inputs.ts';
import type { ModelPackage } from '../../models/package/model-package.ts';
import type { Finding, PreflightNetwork } from '../../models/preflight/preflight-types.ts';

/** A model's encoder of pictures, read by ranges; null where it has none, or it could not be read: that is said when a photo asks for it. */
export async function scanPictureEncoder(model: ModelPackage): Promise<PreflightNetwork | null> {
  const path = model.layout.networks.vae_encoder;
  if (path === undefined) return null;
  try {
    const scanned = await model.scan('vae_encoder');
    return scanned && { role: 'vae_encoder', path, graph: scanned.graph };
  } catch (error) {
    if (error instanceof StudioError) return null;
    throw error;
  }
}

/** What is worth knowing of an encoder of pictures by itself. A model works without it, so nothing here refuses one. */
export function judgePictureEncoder({ path, graph }: PreflightNetwork): readonly Finding[] {
  try {
    if (!drawsNumbers(graph)) return [];
    if (meanOfSample(graph, planPictureEncoder(graph).latent.name) !== null) return [];
  } catch (error) {
    // It is judged again, and said why, when a photo asks for it.
    if (error instanceof StudioError) return [];
    throw error;
  }
  return [
    {
      level: 'note',
      file: path,
      message: 'The picture encoder draws random numbers: the same photo gives slightly different masks each time.',
      whatToDo: 'Nothing; an export that puts out latent_parameters gives the same masks.',
    },
  ];
}
