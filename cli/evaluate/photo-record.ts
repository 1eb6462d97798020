import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import type { LabelClass } from '../../src/core/prompt/types.ts';
import type { GuidePicture, TuningSettings } from '../../src/core/segmentation/types.ts';
import { capturePicture } from '../../src/engine/jobs/capture-picture.ts';
import type { GeneratedPair, SuggestedSettings } from '../../src/rpc/contract.ts';
import { forPhoto } from '../../src/studio/settings/suited.ts';
import type { OpenedModel } from '../engine/open-model.ts';

/** A photograph, of the model's size, and what it is asked for. */
export interface Photo {
  readonly fileName: string;
  readonly sha256: string;
  readonly picture: GuidePicture;
  readonly settings: GenerationSettings;
  readonly classes: readonly LabelClass[];
}

/** What is asked for a photograph, from the settings that all share. @param caption empty: none */
export function photoSettings(
  shared: GenerationSettings,
  { renoiseTimesteps }: Pick<SuggestedSettings, 'renoiseTimesteps'>,
  {
    caption,
    classes,
    seed,
  }: { readonly caption: string; readonly classes: readonly LabelClass[]; readonly seed: number },
): GenerationSettings {
  return { renoiseTimesteps, ...forPhoto(shared), caption, classIds: classes.map(({ id }) => id), seed };
}

/** Captures a photograph's attention as the studio does. @throws StudioError as `capturePicture` */
export function photoRecord(
  { jobContext }: Pick<OpenedModel, 'jobContext'>,
  { picture, fileName, sha256, settings, classes }: Photo,
  tuning: TuningSettings,
): Promise<GeneratedPair> {
  const request = {
    jobId: fileName,
    picture: { ...picture, rgba: new Uint8ClampedArray(picture.rgba) },
    upload: { fileName, sha256 },
    ...{ settings, classes, tuning },
  };
  return capturePicture(request, jobContext());
}
