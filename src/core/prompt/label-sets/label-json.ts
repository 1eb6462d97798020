import { StudioError } from '../../errors.ts';
import type { LabelClass, LabelSet, Rgb } from '../types.ts';
import { type BadEntry, type ClassEntry, type ReadClasses, takeEntries } from './class-entries.ts';

const SCHEMA = 'dataset-diffusion-studio/label-set';
const SCHEMA_VERSION = 1;

/** A label set as JSON: all of it, in order, so that reading gives the same set, with the same id. */
export function labelSetJson({ name, classes }: Pick<LabelSet, 'name' | 'classes'>): string {
  const rows = classes.map(({ id: _place, ...content }: LabelClass) => content);
  return `${JSON.stringify({ schema: SCHEMA, schemaVersion: SCHEMA_VERSION, name, classes: rows }, null, 2)}\n`;
}

/**
 * Reads what `labelSetJson` writes, a bare list of names or of classes, and the `categories` of a COCO file.
 * @throws StudioError `settings-invalid` for what is no JSON, no list of classes, or written by a newer studio
 */
export function readLabelJson(text: string): ReadClasses {
  const json = parsed(text);
  if (Array.isArray(json)) return takeEntries(json.map(entryOf));
  if (!isRecord(json)) throw unreadable(`found ${kindOf(json)}`);
  const { schemaVersion, name, classes, categories } = json;
  if (json.schema === SCHEMA && schemaVersion !== SCHEMA_VERSION) {
    const message = `Expected a label set of version ${SCHEMA_VERSION}, found ${kindOf(schemaVersion)}: a newer studio wrote it. Reload this page and try again.`;
    throw new StudioError({ code: 'settings-invalid', message });
  }
  const list = classes ?? categories;
  if (!Array.isArray(list)) throw unreadable(`found ${kindOf(list)} as “classes”`);
  const setName = typeof name === 'string' && name.trim() !== '' ? name.trim() : null;
  return takeEntries(list.map(classes === undefined ? categoryOf : entryOf), setName);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw unreadable(`found no JSON (${cause.message})`, cause);
  }
}

function unreadable(found: string, cause?: unknown): StudioError {
  const message = `Expected a label set, a list of class names or COCO’s categories as JSON; ${found}. Export a label set to see how it looks.`;
  return new StudioError({ code: 'settings-invalid', message }, { cause });
}

function entryOf(value: unknown, index: number): ClassEntry | BadEntry {
  const at = `class ${index + 1}`;
  if (typeof value === 'string') return { at, name: value.trim(), color: null };
  if (!isRecord(value))
    return { at, problem: `Expected a name or a class in braces, found ${kindOf(value)}. Correct it.` };
  const { name, promptName, synonyms, color, cocoCategoryId } = value;
  if (typeof name !== 'string') return wrongType(at, 'name', 'a text in quotes', name);
  if (promptName !== undefined && typeof promptName !== 'string') {
    return wrongType(at, 'promptName', 'a text in quotes', promptName);
  }
  if (synonyms !== undefined && !isTexts(synonyms)) return wrongType(at, 'synonyms', 'a list of texts', synonyms);
  const rgb = color === undefined || color === null ? null : colorOf(color);
  if (rgb === undefined) return wrongType(at, 'color', 'three whole numbers from 0 to 255 or “#rrggbb”', color);
  if (cocoCategoryId !== undefined && typeof cocoCategoryId !== 'number') {
    return wrongType(at, 'cocoCategoryId', 'a number', cocoCategoryId);
  }
  return {
    ...{ at, name: name.trim(), color: rgb },
    ...(promptName === undefined ? {} : { promptName: promptName.trim() }),
    ...(synonyms === undefined ? {} : { synonyms: synonyms.map((word) => word.trim()) }),
    ...(cocoCategoryId === undefined ? {} : { cocoCategoryId }),
  };
}

/** An entry of COCO's `categories`: `{ id, name, supercategory }`. */
function categoryOf(value: unknown, index: number): ClassEntry | BadEntry {
  if (!isRecord(value) || typeof value.id !== 'number') return entryOf(value, index);
  return entryOf({ ...value, cocoCategoryId: value.id }, index);
}

function wrongType(at: string, field: string, expected: string, found: unknown): BadEntry {
  return { at, problem: `Expected ${expected} as “${field}”, found ${kindOf(found)}. Correct it.` };
}

function colorOf(value: unknown): Rgb | undefined {
  if (typeof value === 'string') {
    const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(value);
    return digits ? (digits.slice(1).map((pair) => Number.parseInt(pair, 16)) as unknown as Rgb) : undefined;
  }
  const isChannel = (channel: unknown) => Number.isInteger(channel) && 0 <= Number(channel) && Number(channel) <= 255;
  return Array.isArray(value) && value.length === 3 && value.every(isChannel) ? (value as unknown as Rgb) : undefined;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return `${typeof value === 'string' ? 'the text' : `the ${typeof value}`} ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
}
