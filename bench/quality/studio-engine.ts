import type { AttentionRecord } from '../../src/core/attention/types.ts';
import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import type { PromptStyle } from '../../src/core/prompt/types.ts';
import { VOC_20 } from '../../src/core/prompt/voc-20.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import { QUICK_SETTINGS } from '../../src/core/weights/quick-settings.ts';
import { capturePicture } from '../../src/engine/jobs/capture-picture.ts';
import type { JobContext } from '../../src/engine/jobs/job-context.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import type { WorldScene } from './world-scenes.ts';

/** What a job needs of its surroundings when nobody watches. */
export function quietContext(model: LoadedModel): JobContext {
  return {
    model,
    provenance: {
      modelId: model.info.id,
      modelSha256: model.info.unetSha256,
      backend: 'wasm',
      adapter: 'onnxruntime-node',
      studioVersion: 'bench',
    },
    isFirstUse: false,
    emit: () => undefined,
    signal: new AbortController().signal,
    yieldToMessages: async () => undefined,
    nowMs: () => performance.now(),
    now: () => new Date(),
  };
}

/** The studio's defaults for the bundled model, as the page sends them. */
export function studioSettings(model: LoadedModel, scene: Pick<WorldScene, 'caption' | 'classes' | 'seed'>) {
  const { steps, guidance, guidedTimesteps, sampler } = model.info.suggested;
  return {
    caption: scene.caption,
    classIds: scene.classes.map(({ id }) => id),
    labelSetId: VOC_20.id,
    style: 'caption+classes',
    negativePrompt: '',
    seed: scene.seed,
    steps,
    guidance,
    ...(guidedTimesteps ? { guidedTimesteps } : {}),
    sampler,
    eta: 0,
  } satisfies GenerationSettings;
}

/** Whose settings of the capture a record has: the paper's, those that the studio suggests for the model, or its quick ones. */
export const CAPTURES = ['paper', 'studio', 'quick'] as const;
export type Capture = (typeof CAPTURES)[number];

/** How pictures are asked for and captured. */
export interface PairKind {
  readonly style: PromptStyle;
  readonly capture: Capture;
}

/** What the kind adds to `studioSettings`. */
export function kindSettings(
  { info }: LoadedModel,
  { style, capture }: PairKind,
): Pick<GenerationSettings, 'style'> & Partial<GenerationSettings> {
  const { selfPower = 1, backgroundWords = '', renoiseTimesteps } = info.suggested;
  if (capture === 'paper') return { style };
  const captured = { style, selfPower, backgroundWords };
  return capture === 'quick' ? { ...captured, ...QUICK_SETTINGS, quick: true, renoiseTimesteps } : captured;
}

/** The attention record of a real picture by re-noise capture: the studio's own path for a photo. */
export async function captureScene(model: LoadedModel, scene: WorldScene, kind: PairKind): Promise<AttentionRecord> {
  const { crossSides, selfSides, latentSize } = model.info;
  const { record } = await capturePicture(
    {
      jobId: String(scene.seed),
      picture: scene.picture,
      upload: { fileName: `${scene.seed}.png`, sha256: null },
      settings: { ...studioSettings(model, scene), ...kindSettings(model, kind) },
      classes: scene.classes,
      tuning: defaultTuning(crossSides, selfSides, latentSize, 1),
    },
    quietContext(model),
  );
  return record;
}
