import { StudioError } from '../../core/errors.ts';
import { drawsNumbers, meanOfSample } from '../../core/onnx/taps/mean-of-sample.ts';
import { planPictureEncoder } from '../../models/feeds/plan-inputs.ts';
import type { ModelPackage } from '../../models/package/model-package.ts';
import type { Finding } from '../../models/preflight/preflight-types.ts';

/** What is worth knowing of a model's encoder of pictures. A model works without it, so nothing here refuses one. */
export async function judgePictureEncoder(model: ModelPackage): Promise<readonly Finding[]> {
  try {
    const graph = (await model.scan('vae_encoder'))?.graph;
    if (!graph || !drawsNumbers(graph)) return [];
    if (meanOfSample(graph, planPictureEncoder(graph).latent.name) !== null) return [];
  } catch (error) {
    // It is judged again, and said why, when a photo asks for it.
    if (error instanceof StudioError) return [];
    throw error;
  }
  return [
    {
      level: 'note',
      file: model.layout.networks.vae_encoder ?? null,
      message: 'The picture encoder draws random numbers: the same photo gives slightly different masks each time.',
      whatToDo: 'Nothing; an export that puts out latent_parameters gives the same masks.',
    },
  ];
}
