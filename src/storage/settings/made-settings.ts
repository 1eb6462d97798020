import * as v from 'valibot';
import { canonicalJson } from '../../core/dataset/canonical-json.ts';
import { PAIR_TEXT_SCHEMA, PAIR_TEXT_VERSION } from '../../core/dataset/embedded/pair-text.ts';
import { MANIFEST_SCHEMA, MANIFEST_VERSION } from '../../core/dataset/metadata/manifest.ts';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import { generationSchema } from './preferences-schema.ts';

/** How pictures are made, whatever they show. */
export type SharedSettings = Omit<GenerationSettings, 'caption' | 'classIds' | 'labelSetId'>;

/** What stands in a picture or mask of an export. */
export const pairSchema = v.object({
  schema: v.literal(PAIR_TEXT_SCHEMA),
  version: v.literal(PAIR_TEXT_VERSION),
  settings: generationSchema,
});

/** What of a dataset's manifest.json tells how its pictures were made. */
export const manifestSchema = v.object({
  schema: v.literal(MANIFEST_SCHEMA),
  schemaVersion: v.literal(MANIFEST_VERSION),
  pairs: v.pipe(v.array(v.object({ settings: generationSchema })), v.minLength(1)),
});

/** Settings that a picture was made with, apart from what it shows and its seed. What was missing is what missing meant. */
export function settingsOfPair(settings: v.InferOutput<typeof generationSchema>): Omit<SharedSettings, 'seed'> {
  const { caption: _c, classIds: _i, labelSetId: _l, seed: _s, ...generation } = settings as GenerationSettings;
  return { selfPower: 1, backgroundWords: '', guidanceRescale: 0, ...generation };
}

/**
 * The settings that all pairs of a manifest share.
 * @returns in words, what differs between them, where they do not
 */
export function settingsOfPairs(
  pairs: v.InferOutput<typeof manifestSchema>['pairs'],
): Omit<SharedSettings, 'seed'> | string {
  const all = pairs.map(({ settings }) => settingsOfPair(settings));
  const [first, ...others] = all as [Omit<SharedSettings, 'seed'>, ...Omit<SharedSettings, 'seed'>[]];
  const keys = new Set(all.flatMap(Object.keys)) as Set<keyof typeof first>;
  const isAlike = (key: keyof typeof first) =>
    others.every((other) => canonicalJson([other[key] ?? null]) === canonicalJson([first[key] ?? null]));
  const differing = [...keys].filter((key) => !isAlike(key));
  return differing.length === 0 ? first : differing.join(', ');
}
