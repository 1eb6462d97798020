import * as v from 'valibot';
import { MAX_TAU, SOFTMAX_SCOPES } from '../core/attention/types.ts';
import { SAMPLER_NAMES } from '../core/diffusion/types.ts';
import { type LabelSet, PROMPT_STYLES } from '../core/prompt/types.ts';
import type { StudioState } from './types.ts';

const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const uint32 = v.pipe(count, v.maxValue(0xffffffff));

const draftSchema = v.object({
  caption: v.string(),
  classIds: v.array(count),
  labelSetId: v.string(),
  style: v.picklist(PROMPT_STYLES),
  negativePrompt: v.string(),
  seed: uint32,
  steps: v.pipe(count, v.minValue(1)),
  guidance: v.pipe(v.number(), v.minValue(0)),
  sampler: v.picklist(SAMPLER_NAMES),
  eta: fraction,
});

const tuningSchema = v.object({
  tau: v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_TAU)),
  alpha: fraction,
  beta: fraction,
  crossSides: v.pipe(v.array(count), v.minLength(1)),
  selfSide: count,
  window: v.tuple([count, count]),
  softmax: v.picklist(SOFTMAX_SCOPES),
  presenceGate: v.boolean(),
});

/** What is remembered between visits, apart from the gallery. The version counts incompatible changes. */
const preferencesSchema = v.object({
  version: v.literal(1),
  draft: draftSchema,
  seedLocked: v.boolean(),
  tuning: tuningSchema,
  theme: v.picklist(['system', 'light', 'dark']),
  overlayOpacity: fraction,
  stageTab: v.picklist(['picture', 'overlay', 'mask', 'heatmaps']),
});

export type StudioPreferences = Readonly<v.InferOutput<typeof preferencesSchema>>;
type Remembered = Pick<StudioState, Exclude<keyof StudioPreferences, 'version'>>;

export function toPreferences(state: StudioState): StudioPreferences {
  const { draft, seedLocked, tuning, theme, overlayOpacity, stageTab } = state;
  return structuredClone({
    version: 1,
    draft,
    seedLocked,
    tuning,
    theme,
    overlayOpacity,
    stageTab,
  }) as StudioPreferences;
}

/** The remembered part of the state; null where nothing was saved, `unreadable` where it is of another make. */
export function readPreferences(saved: unknown, labelSet: LabelSet): Remembered | null | 'unreadable' {
  if (saved === null || saved === undefined) return null;
  const parsed = v.safeParse(preferencesSchema, saved);
  if (!parsed.success) return 'unreadable';
  const { version: _, ...remembered } = parsed.output;
  const known = new Set(labelSet.classes.map(({ id }) => id));
  const { draft } = remembered;
  // Ids mean other classes in another label set.
  const classIds = draft.labelSetId === labelSet.id ? draft.classIds.filter((id) => known.has(id)) : [];
  return { ...remembered, draft: { ...draft, labelSetId: labelSet.id, classIds } };
}
