import type { AttentionRecord } from '../../src/core/attention/types.ts';
import type { GenerationSettings, Provenance } from '../../src/core/dataset/types.ts';
import { murmur3 } from '../../src/core/plan/murmur3.ts';
import type { LabelClass } from '../../src/core/prompt/types.ts';
import type { GuidePicture, TuningSettings } from '../../src/core/segmentation/types.ts';
import { capturePicture } from '../../src/engine/jobs/capture-picture.ts';
import type { OpenedModel } from '../engine/open-model.ts';

/** A photograph, of the model's size, and what is known of it. */
export interface Photo {
  /** What its noise follows from: another order of pictures gives the same masks. */
  readonly name: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly picture: GuidePicture;
  /** Empty: none. */
  readonly caption: string;
  readonly classes: readonly LabelClass[];
  readonly labelSetId: string;
}

export interface PhotoRecord {
  readonly settings: GenerationSettings;
  readonly record: AttentionRecord;
  readonly provenance: Provenance;
}

/** Captures a photograph's attention as the studio does. @throws StudioError as `capturePicture` */
export async function photoRecord(
  { model, jobContext }: Pick<OpenedModel, 'model' | 'jobContext'>,
  photo: Photo,
  baseSeed: number,
  tuning: TuningSettings,
): Promise<PhotoRecord> {
  const { steps, guidance, sampler, selfPower = 1, backgroundWords = '', renoiseTimesteps } = model.info.suggested;
  const settings: GenerationSettings = {
    caption: photo.caption,
    classIds: photo.classes.map(({ id }) => id),
    labelSetId: photo.labelSetId,
    style: 'caption+classes',
    negativePrompt: '',
    seed: murmur3(photo.name, baseSeed),
    ...{ steps, guidance, sampler, eta: 0, renoiseTimesteps, selfPower, backgroundWords },
  };
  const { record, provenance } = await capturePicture(
    {
      jobId: photo.name,
      picture: { ...photo.picture, rgba: new Uint8ClampedArray(photo.picture.rgba) },
      upload: { fileName: photo.fileName, sha256: photo.sha256 },
      settings,
      classes: photo.classes,
      tuning,
    },
    jobContext(),
  );
  return { settings, record, provenance };
}
