import * as v from 'valibot';
import { findPairText, PAIR_TEXT_SCHEMA, PAIR_TEXT_VERSION } from '../../core/dataset/embedded/pair-text.ts';
import type { FormatChoice } from '../../core/dataset/formats/registry.ts';
import type { GenerationSettings } from '../../core/dataset/types.ts';
import { StudioError } from '../../core/errors.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { exportChoiceSchema, generationSchema, tuningSchema } from './preferences-schema.ts';

const SCHEMA = 'dataset-diffusion-studio/settings';
/** Raised when a reader of the old file would misread the new one. */
const VERSION = 1;

/** How pictures are made, whatever they show. */
export type SharedSettings = Omit<GenerationSettings, 'caption' | 'classIds' | 'labelSetId'>;

/** What a settings file tells; what it leaves out stays as it is. */
export interface SettingsFile {
  readonly generation?: Partial<SharedSettings>;
  /** Its window is over the most parts that there can be. */
  readonly tuning?: TuningSettings;
  readonly export?: FormatChoice;
}

const sharedSchema = v.partial(v.omit(generationSchema, ['caption', 'classIds', 'labelSetId']));

const fileSchema = v.object({
  schema: v.literal(SCHEMA),
  version: v.literal(VERSION),
  generation: v.exactOptional(v.strictObject(sharedSchema.entries)),
  tuning: v.exactOptional(tuningSchema),
  export: v.exactOptional(v.omit(exportChoiceSchema, ['pairs'])),
});

const pairSchema = v.object({
  schema: v.literal(PAIR_TEXT_SCHEMA),
  version: v.literal(PAIR_TEXT_VERSION),
  settings: generationSchema,
});

/** A settings file: JSON that the studio and the command line both read. */
export function settingsFileText({ generation, tuning, export: choice }: SettingsFile): string {
  const file = { schema: SCHEMA, version: VERSION, generation, tuning, export: choice };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a settings file, or the settings in a picture or mask of an export, whose own prompt and seed are left out. Of a picture the
 * tuning is left out, too: it was fitted to that picture's record.
 *
 * @param name of the file, for failures
 * @throws StudioError `settings-invalid` saying what is wrong with it
 */
export function readSettingsFile(name: string, bytes: Uint8Array): SettingsFile {
  const embedded = findPairText(bytes);
  if (embedded !== null) {
    const {
      caption: _c,
      classIds: _i,
      labelSetId: _l,
      seed: _s,
      ...generation
    } = parsed(name, pairSchema, embedded).settings;
    return { generation };
  }
  const { generation, tuning, export: choice } = parsed(name, fileSchema, new TextDecoder().decode(bytes));
  return {
    // A key of a partial schema may say undefined, which JSON cannot.
    ...(generation && { generation: generation as Partial<SharedSettings> }),
    ...(tuning && { tuning }),
    ...(choice && { export: choice as FormatChoice }),
  };
}

function parsed<const Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
  text: string,
): v.InferOutput<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalid(name, `found no JSON (${(cause as Error).message})`, cause);
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalid(
    name,
    `found ${issue.received} at “${v.getDotPath(issue) ?? 'the beginning'}” where ${issue.expected ?? 'something else'} belongs`,
  );
}

function invalid(name: string, found: string, cause?: unknown): StudioError {
  const message = `Expected settings of the studio in ${name}: a settings file, or a picture or mask of an export; ${found}. Save the settings in the studio again, or correct the file.`;
  return new StudioError({ code: 'settings-invalid', message }, { cause });
}
