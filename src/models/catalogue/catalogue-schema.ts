import * as v from 'valibot';
import { SAMPLER_NAMES } from '../../core/diffusion/types.ts';
import { CONFIG_ROLES, NETWORK_ROLES } from '../package/model-paths.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.pipe(v.string(), v.minLength(1));
const revision = v.pipe(v.string(), v.regex(/^[0-9a-f]{7,40}$/, 'a commit in lower-case hex digits'));

const Source = v.variant('kind', [
  /** Served with the studio; its listing (`files.json`) names and checks its files. */
  v.object({ kind: v.literal('bundled'), path: text }),
  v.pipe(
    v.object({
      kind: v.literal('hugging-face'),
      repo: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name')),
      /** Null: not known, the newest revision is taken. */
      revision: v.nullable(revision),
      revisionIsAbbreviated: v.boolean(),
    }),
    v.check(
      ({ revision: commit, revisionIsAbbreviated }) =>
        revisionIsAbbreviated === (commit !== null && commit.length < 40),
      'revisionIsAbbreviated must say whether the revision has fewer than 40 digits',
    ),
  ),
]);

const File = v.object({
  path: text,
  /** `side_file`: weights that a graph beside it refers to. */
  role: v.picklist([...NETWORK_ROLES, ...CONFIG_ROLES, 'side_file']),
  /** Exact; null where it is not known. */
  bytes: v.nullable(count),
  /** For the preflight only, where the exact size is not known. */
  approximateBytes: v.optional(count),
  sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
});

const Settings = v.object({
  steps: v.pipe(count, v.minValue(1)),
  /** 1: no guidance, one half only. */
  guidance: v.pipe(v.number(), v.minValue(1)),
  /** Training timesteps where guidance makes the best pictures, `guidedTimesteps` of GenerationSettings; missing: all. */
  guidedTimesteps: v.exactOptional(v.tuple([count, count])),
  sampler: v.picklist(SAMPLER_NAMES),
  /** Side of the picture in pixels. */
  imageSize: v.pipe(count, v.minValue(8)),
  /** Factor between the VAE's latents and the UNet's; null: the model's own configuration says. */
  vaeScale: v.nullable(v.pipe(v.number(), v.gtValue(0))),
  /** Null: the tokenizer's own. */
  padTokenId: v.nullable(count),
  positions: v.pipe(count, v.minValue(3)),
  /** Training timesteps, in order, of models trained for just these; null: the scheduler's. */
  timesteps: v.nullable(v.array(count)),
  /** Of the way from picture to noise, falling: where re-noise capture sees most; missing: the usual ones. */
  renoiseAt: v.exactOptional(v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), v.minLength(1))),
  /** Cross sides with the best masks; missing: the paper's. */
  crossSides: v.exactOptional(v.pipe(v.array(v.pipe(count, v.minValue(1))), v.minLength(1))),
  /** `selfPower` of GenerationSettings with the best masks; missing: 1. */
  selfPower: v.exactOptional(v.pipe(v.number(), v.minValue(1))),
  /** `backgroundWords` of GenerationSettings that the model's captions know; missing: none. */
  backgroundWords: v.exactOptional(text),
  /** Fields of diffusers' `scheduler_config.json`, used where the repository has none; null: it must have one. */
  scheduler: v.nullable(v.record(v.string(), v.unknown())),
});

/**
 * One model that the studio offers by name. `verified` means that somebody ran exactly these files in the studio: then the
 * revision is whole and every size known. An entry that is not verified says why.
 */
export const CatalogueEntry = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
    name: text,
    family: v.picklist(['tiny', 'sd1', 'sd2', 'sdxl']),
    source: Source,
    files: v.array(File),
    licence: v.object({ name: text, confirmed: v.boolean(), note: v.nullable(text) }),
    dtype: v.object({ weights: v.picklist(['float16', 'float32']), io: v.picklist(['float16', 'float32']) }),
    settings: Settings,
    /** Words for classes that the model was trained with, lower case; missing: nobody has told. */
    knownClasses: v.exactOptional(v.pipe(v.array(text), v.minLength(1))),
    verified: v.boolean(),
    unverified: v.array(text),
  }),
  v.check(({ verified, unverified }) => verified === (unverified.length === 0), 'an unverified entry says why'),
  v.check(
    ({ verified, source }) =>
      !verified || source.kind === 'bundled' || (source.revision !== null && !source.revisionIsAbbreviated),
    'a verified entry pins a whole revision',
  ),
  v.check(
    ({ verified, files }) => !verified || files.every(({ bytes }) => bytes !== null),
    'a verified entry knows its sizes',
  ),
  v.check(
    ({ source, files }) =>
      source.kind === 'bundled' ||
      (['unet', 'text_encoder', 'vae_decoder'] as const).every((role) => files.some((file) => file.role === role)),
    'expected a unet, a text_encoder and a vae_decoder',
  ),
);
export type CatalogueEntry = v.InferOutput<typeof CatalogueEntry>;
