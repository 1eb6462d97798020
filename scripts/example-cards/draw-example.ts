import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import type { TuningSettings } from '../../src/core/segmentation/types.ts';
import { generatePicture } from '../../src/engine/jobs/generate-picture.ts';
import type { JobContext } from '../../src/engine/jobs/job-context.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import { segmentRecord } from '../../src/engine/tuning/segment-record.cpu.ts';
import type { ModelInfo, Picture } from '../../src/rpc/contract.ts';
import { decodeRecord, encodeRecord } from '../../src/storage/codecs/record-codec.ts';
import { defaultDraft, defaultTuningOn } from '../../src/studio/settings/defaults.ts';
import type { Example } from '../../src/studio/settings/examples.ts';
import { suitedTo } from '../../src/studio/settings/suited.ts';
import { fitTuning, shapeOf } from '../../src/studio/tuning/fit-tuning.ts';

export interface DrawnExample {
  readonly picture: Picture;
  /** u8 `[H,W]`: class ids, 0 background, 255 void. */
  readonly mask: Uint8Array;
}

/** What a click on the card asks for on a first visit. */
export function settingsOf({ caption, classIds, seed }: Example, { suggested }: Pick<ModelInfo, 'suggested'>) {
  const draft = suitedTo(suggested, defaultDraft(VOC_20.id, seed));
  return { ...draft, caption, classIds } satisfies GenerationSettings;
}

/** An example as a first visit to the studio shows it: with its settings, its tuning, and the mask of the record that it stores. */
export async function drawExample(model: LoadedModel, example: Example): Promise<DrawnExample> {
  const settings = settingsOf(example, model.info);
  const classes = example.classIds.flatMap((classId) => VOC_20.classes.find(({ id }) => id === classId) ?? []);
  const asked: TuningSettings = defaultTuningOn(model.info);
  const request = { jobId: example.name, settings, classes, tuning: asked };
  const { picture, record } = await generatePicture(request, quietContext(model));
  const stored = await decodeRecord(await encodeRecord(record));
  const { mask } = segmentRecord(stored, fitTuning(asked, shapeOf(stored)).tuning, picture);
  return { picture, mask };
}

/** Nobody watches; what provenance says is not kept. */
function quietContext(model: LoadedModel): JobContext {
  return {
    model,
    provenance: { modelId: '', modelSha256: '', backend: 'wasm', adapter: 'onnxruntime-node', studioVersion: '' },
    isFirstUse: false,
    emit: () => undefined,
    signal: new AbortController().signal,
    yieldToMessages: async () => undefined,
    nowMs: () => performance.now(),
    now: () => new Date(),
  };
}
