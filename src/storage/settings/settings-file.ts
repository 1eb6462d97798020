import * as v from 'valibot';
import { MAX_WINDOW_BINS } from '../../core/attention/window-bins.ts';
import { findPairText } from '../../core/dataset/embedded/pair-text.ts';
import { type FormatChoice, validateChoice } from '../../core/dataset/formats/registry.ts';
import { MANIFEST_SCHEMA } from '../../core/dataset/metadata/manifest.ts';
import { StudioError } from '../../core/errors.ts';
import type { TuningSettings } from '../../core/segmentation/types.ts';
import { manifestSchema, pairSchema, type SharedSettings, settingsOfPair, settingsOfPairs } from './made-settings.ts';
import { exportChoiceSchema, generationSchema, tuningSchema } from './preferences-schema.ts';

const SCHEMA = 'dataset-diffusion-studio/settings';
/** Raised when a reader of the old file would misread the new one. */
const VERSION = 1;

/** What a settings file tells; what it leaves out stays as it is. */
export interface SettingsFile {
  readonly generation?: Partial<SharedSettings>;
  /** Its window is over the most parts that there can be. */
  readonly tuning?: TuningSettings;
  readonly export?: FormatChoice;
}

const sharedSchema = v.partial(v.omit(generationSchema, ['caption', 'classIds', 'labelSetId']));

const windowedSchema = v.pipe(
  tuningSchema,
  v.check(({ window }) => window[1] < MAX_WINDOW_BINS, `a window within parts 0 to ${MAX_WINDOW_BINS - 1}`),
);

const fileSchema = v.strictObject({
  schema: v.literal(SCHEMA),
  version: v.literal(VERSION),
  generation: v.exactOptional(v.strictObject(sharedSchema.entries)),
  tuning: v.exactOptional(windowedSchema),
  export: v.exactOptional(v.omit(exportChoiceSchema, ['pairs'])),
});

/** A settings file: JSON that the studio and the command line both read. */
export function settingsFileText({ generation, tuning, export: choice }: SettingsFile): string {
  const file = { schema: SCHEMA, version: VERSION, generation, tuning, export: choice };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Whether a text that was opened or dropped is meant as settings, rather than as a list of prompts. */
export function isSettingsText(text: string): boolean {
  const schema = schemaOf(text);
  return schema === SCHEMA || schema === MANIFEST_SCHEMA;
}

/**
 * Reads a settings file; the settings in a picture or mask of an export; or those that all pairs of an export's manifest.json share.
 * Prompts and seeds of pictures are left out, and so is their tuning: it was fitted to the record of each.
 *
 * @param name of the file, for failures
 * @throws StudioError `settings-invalid` saying what is wrong with it
 */
export function readSettingsFile(name: string, bytes: Uint8Array): SettingsFile {
  const embedded = findPairText(bytes);
  if (embedded !== null) return { generation: settingsOfPair(parsed(name, pairSchema, embedded).settings) };
  const text = new TextDecoder().decode(bytes);
  if (schemaOf(text) === MANIFEST_SCHEMA) {
    const generation = settingsOfPairs(parsed(name, manifestSchema, text).pairs);
    if (typeof generation !== 'string') return { generation };
    throw invalid(name, `found a dataset whose pairs were made with different settings (${generation})`, {
      whatToDo: 'Open one of its pictures instead.',
    });
  }
  const { generation, tuning, export: choice } = parsed(name, fileSchema, text);
  if (choice) requireKnownFormat(name, choice as FormatChoice);
  return {
    // A key of a partial schema may say undefined, which JSON cannot.
    ...(generation && { generation: generation as Partial<SharedSettings> }),
    ...(tuning && { tuning }),
    ...(choice && { export: choice as FormatChoice }),
  };
}

/** Null where the text is no JSON object that names its kind. */
function schemaOf(text: string): unknown {
  try {
    return (JSON.parse(text.replace(/^\uFEFF/, '')) as { schema?: unknown } | null)?.schema ?? null;
  } catch {
    return null;
  }
}

function requireKnownFormat(name: string, choice: FormatChoice): void {
  try {
    validateChoice(choice);
  } catch (cause) {
    if (!(cause instanceof StudioError)) throw cause;
    throw invalid(name, `its export is none that there is. ${cause.message}`, { cause });
  }
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
    throw invalid(name, `found no JSON (${(cause as Error).message})`, { cause });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'the beginning';
  if (path === 'schema') throw invalid(name, `found a file of another kind (schema ${issue.received})`);
  if (path === 'version' || path === 'schemaVersion') {
    throw invalid(name, `found version ${issue.received}, where this studio reads ${issue.expected}`, {
      whatToDo: 'Update this studio, or save the settings again with the one that it is.',
    });
  }
  if (issue.type === 'strict_object') throw invalid(name, `found “${path}”, a setting that this studio does not know`);
  if (issue.type === 'check') throw invalid(name, `at “${path}”, ${issue.message}`);
  throw invalid(name, `found ${issue.received} at “${path}” where ${issue.expected ?? 'something else'} belongs`);
}

const SAVE_AGAIN = 'Save the settings in the studio again, or correct the file.';

function invalid(
  name: string,
  found: string,
  { whatToDo = SAVE_AGAIN, cause = undefined as unknown } = {},
): StudioError {
  const message = `Expected settings of the studio in ${name}: a settings file, a picture or mask of an export, or its manifest.json; ${found.replace(/\.$/, '')}. ${whatToDo}`;
  return new StudioError({ code: 'settings-invalid', message }, { cause });
}
