import * as v from 'valibot';
import { SELF_POWER_LIMITS } from '../../core/attention/self-power.ts';
import { MAX_TAU, SOFTMAX_SCOPES } from '../../core/attention/types.ts';
import { PAIR_CHOICES } from '../../core/dataset/export-choice.ts';
import { SETTING_LIMITS } from '../../core/diffusion/setting-limits.ts';
import { SAMPLER_NAMES } from '../../core/diffusion/types.ts';
import { PROMPT_STYLES } from '../../core/prompt/types.ts';
import { OBJECT_WAYS, UPSAMPLINGS } from '../../core/segmentation/types.ts';
import { mapSideSchema } from '../codecs/map-side-schema.ts';
import type { Preferences } from '../types.ts';

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Of a picture's side; which lengths a model draws is told when it is used. */
const pixels = v.pipe(count, v.minValue(1));
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
const within = ({ min, max }: { readonly min: number; readonly max: number }) =>
  v.pipe(v.number(), v.minValue(min), v.maxValue(max));

/** `GuidedTimesteps` as they are stored. */
const guidedTimestepsSchema = v.pipe(
  v.tuple([count, count]),
  v.check(([lowest, highest]) => lowest <= highest, 'the lower of the guided timesteps comes first'),
);

/** `GenerationSettings` as they are stored. */
export const generationSchema = v.object({
  caption: v.string(),
  classIds: v.array(v.pipe(count, v.minValue(1), v.maxValue(254))),
  labelSetId: v.string(),
  style: v.picklist(PROMPT_STYLES),
  negativePrompt: v.string(),
  seed: v.pipe(count, v.maxValue(0xffffffff)),
  steps: v.pipe(within(SETTING_LIMITS.steps), v.integer()),
  guidance: within(SETTING_LIMITS.guidance),
  sampler: v.picklist(SAMPLER_NAMES),
  width: v.exactOptional(pixels),
  height: v.exactOptional(pixels),
  clipSkip: v.exactOptional(v.pipe(within(SETTING_LIMITS.clipSkip), v.integer())),
  eta: within(SETTING_LIMITS.eta),
  guidedTimesteps: v.exactOptional(guidedTimestepsSchema),
  guidanceRescale: v.exactOptional(fraction),
  quick: v.exactOptional(v.literal(true)),
  renoiseTimesteps: v.exactOptional(v.pipe(v.array(count), v.minLength(1))),
  selfPower: v.exactOptional(within(SELF_POWER_LIMITS)),
  backgroundWords: v.exactOptional(v.string()),
});

/** `TuningSettings` as they are stored. */
export const tuningSchema = v.pipe(
  v.object({
    tau: v.pipe(notNegative, v.maxValue(MAX_TAU)),
    alpha: fraction,
    beta: fraction,
    crossSides: v.pipe(v.array(mapSideSchema), v.minLength(1)),
    selfSide: mapSideSchema,
    window: v.tuple([count, count]),
    softmax: v.picklist(SOFTMAX_SCOPES),
    presenceGate: v.boolean(),
    upsampling: v.exactOptional(v.picklist(UPSAMPLINGS)),
    objects: v.exactOptional(v.object({ by: v.picklist(OBJECT_WAYS), minShare: fraction, strength: fraction })),
  }),
  v.check(({ alpha, beta }) => alpha <= beta, 'alpha must not be above beta'),
  v.check(({ window }) => window[0] <= window[1], 'the window must not end before it starts'),
);

const rememberedModelSchema = v.variant('kind', [
  v.object({ kind: v.literal('catalogue'), id: v.string() }),
  v.object({ kind: v.literal('url'), url: v.string() }),
  v.object({ kind: v.literal('folder'), label: v.string() }),
]);

/** `StoredExportChoice`; whether its format is known is told when it is used. */
export const exportChoiceSchema = v.object({
  pairs: v.picklist(PAIR_CHOICES),
  format: v.string(),
  options: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  trainPercent: v.number(),
});

/** `PlanForm`; whether its label set, world and places are known is told when it is used. */
const planFormSchema = v.object({
  labelSetId: v.string(),
  worldId: v.string(),
  targets: v.record(v.pipe(v.string(), v.regex(/^\d+$/)), count),
  apart: v.array(v.tuple([count, count])),
  sizeShares: v.tuple([notNegative, notNegative, notNegative]),
  placeNames: v.array(v.string()),
  ownPlaces: v.string(),
  templates: v.string(),
  useSynonyms: v.boolean(),
  seed: v.pipe(count, v.maxValue(0xffffffff)),
});

/** `Preferences` as they are stored. */
export const preferencesSchema = v.object({
  draft: generationSchema,
  seedLocked: v.boolean(),
  tuning: v.nullable(tuningSchema),
  theme: v.picklist(['system', 'light', 'dark']),
  overlayOpacity: fraction,
  stageTab: v.picklist(['picture', 'overlay', 'mask', 'heatmaps']),
  datasetColors: v.exactOptional(v.boolean()),
  showPixels: v.exactOptional(v.boolean()),
  singleKeyShortcuts: v.exactOptional(v.boolean()),
  exportChoice: v.exactOptional(exportChoiceSchema),
  rememberedModel: v.exactOptional(rememberedModelSchema),
  planForm: v.exactOptional(v.nullable(planFormSchema)),
});

/** Some of it. */
export const changedPreferencesSchema = v.pipe(
  v.partial(preferencesSchema),
  // A key of a partial schema may say undefined, which JSON cannot and `Partial` here does not.
  v.transform((some) => some as Partial<Preferences>),
);

/** Version of the row, not of the studio. Raise it when an old row would be misread, and convert the old one. */
export const PREFERENCES_VERSION = 1;

export const preferencesRowSchema = v.object({ version: v.literal(PREFERENCES_VERSION), value: preferencesSchema });
