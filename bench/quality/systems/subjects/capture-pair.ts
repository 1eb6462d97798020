import { defaultTuning } from '../../../../src/core/segmentation/tuning-defaults.ts';
import { capturePicture } from '../../../../src/engine/jobs/capture-picture.ts';
import { generatePicture } from '../../../../src/engine/jobs/generate-picture.ts';
import type { LoadedModel } from '../../../../src/engine/load/load-model.ts';
import type { Picture } from '../../../../src/rpc/contract.ts';
import type { PairGallery } from '../../pairs/pair-gallery.ts';
import { kindSettings, type PairKind, quietContext, studioSettings } from '../../studio-engine.ts';
import type { WorldPrompt } from '../../world-scenes.ts';

/**
 * Puts a pair into the gallery as the studio makes it.
 *
 * @param picture is captured as a photo is; null: the model makes it from the prompt
 */
export async function capturePair(
  model: LoadedModel,
  gallery: PairGallery,
  {
    kind,
    prompt,
    picture,
  }: { readonly kind: PairKind; readonly prompt: WorldPrompt; readonly picture: Picture | null },
): Promise<void> {
  const { crossSides, selfSides, latentSize } = model.info;
  const id = String(prompt.seed);
  const settings = { ...studioSettings(model, prompt), ...kindSettings(model, kind) };
  const tuning = defaultTuning(crossSides, selfSides, latentSize, 1);
  const request = { jobId: id, settings, classes: prompt.classes, tuning };
  const context = { ...quietContext(model), isWatched: false };
  const upload = { fileName: `${id}.png`, sha256: null };
  const pair = await (picture
    ? capturePicture({ ...request, picture, upload }, context)
    : generatePicture(request, context));
  const { width, height } = pair.picture;
  const { createdAt = new Date().toISOString() } = pair.provenance;
  const meta = { id, createdAt, width, height, settings, provenance: pair.provenance, review: 'unreviewed' } as const;
  gallery.put(meta, pair.picture, pair.record);
}
