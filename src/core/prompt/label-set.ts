import { StudioError } from '../errors.ts';
import type { LabelClass, LabelSet, Rgb } from './types.ts';

/** Background is 0 and void is 255 in a mask. */
const MIN_CLASS_ID = 1;
const MAX_CLASS_ID = 254;
/** How many classes a mask can tell apart. */
export const MAX_CLASSES = MAX_CLASS_ID - MIN_CLASS_ID + 1;
/** Longer ones are texts that went into the wrong field. */
export const MAX_NAME_LENGTH = 100;
export const MAX_SYNONYMS = 50;
/** What label files call 0 and 255. */
const RESERVED_NAMES = ['background', 'ignored'];
/** Their colours in Pascal VOC's palette, which masks are written with. */
export const RESERVED_COLORS: readonly (readonly [string, Rgb])[] = [
  ['background', [0, 0, 0]],
  ['void', [224, 224, 192]],
];
/** Control characters, line separators and halves of surrogate pairs. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

export type LabelField = 'id' | 'name' | 'promptName' | 'synonyms' | 'color' | 'cocoCategoryId';

/** A rule that a label set breaks. */
export interface LabelSetProblem {
  /** Place of the class in the set; null: the set itself. */
  readonly index: number | null;
  readonly field: LabelField | 'setName' | 'classes';
  /** Parts of a sentence. */
  readonly expected: string;
  readonly found: string;
}

/**
 * Checks that a label set can be written into masks and label files.
 * @throws StudioError `settings-invalid` naming the first rule that is broken, as `labelSetProblems` lists them
 */
export function validateLabelSet(set: LabelSet): void {
  const [first] = labelSetProblems(set);
  if (!first) return;
  throw new StudioError({
    code: 'settings-invalid',
    message: `The label set “${set.name}” must have ${first.expected}; found ${first.found}. Correct the label set.`,
  });
}

/** Whether a name is what label files call background or void, which every set has by itself. */
export function isReservedName(name: string): boolean {
  return RESERVED_NAMES.includes(name.toLowerCase());
}

/**
 * All rules that a set breaks: 1 to 254 classes; ids are whole numbers from 1 to 254 and unique; names are unique, on one line,
 * and not those of background and void; prompt names and synonyms are not empty; colours are bytes, no two are equal, and none is
 * that of background or void, since tools that read colours would take one for the other.
 */
export function labelSetProblems({ name, classes }: Pick<LabelSet, 'name' | 'classes'>): LabelSetProblem[] {
  const problems: LabelSetProblem[] = [];
  const ofSet = (field: LabelSetProblem['field'], expected: string, found: string) =>
    problems.push({ index: null, field, expected, found });
  if (!isWritable(name)) ofSet('setName', `a name of up to ${MAX_NAME_LENGTH} characters on one line`, shown(name));
  if (classes.length === 0) ofSet('classes', 'at least one class', 'none');
  if (classes.length > MAX_CLASSES) ofSet('classes', `at most ${MAX_CLASSES} classes`, `${classes.length}`);
  const seen = nothingSeen();
  for (const [index, one] of classes.entries()) {
    for (const [field, expected, found] of classProblems(one, seen)) problems.push({ index, field, expected, found });
    see(one, seen);
  }
  return problems;
}

/** What the classes before one have taken. */
export interface SeenClasses {
  readonly ids: Set<number>;
  readonly names: Set<string>;
  /** Whose it is, by the colour as text. */
  readonly colors: Map<string, string>;
}

export function nothingSeen(): SeenClasses {
  const colors = RESERVED_COLORS.map(([owner, color]) => [String(color), owner] as const);
  return { ids: new Set(), names: new Set(), colors: new Map(colors) };
}

/** Notes a class for those after it; the first owner of a colour stays its owner. */
export function see({ id, name, color }: UncolouredClass, seen: SeenClasses): void {
  seen.ids.add(id);
  seen.names.add(name);
  if (color && !seen.colors.has(String(color))) seen.colors.set(String(color), name);
}

/** A colour that is null is chosen later. */
type UncolouredClass = Omit<LabelClass, 'color'> & { readonly color: Rgb | null };

type Broken = readonly [field: LabelField, expected: string, found: string];

/** The rules that one class breaks beside those before it. */
export function classProblems(one: UncolouredClass, seen: SeenClasses): Broken[] {
  const { id, name, promptName, synonyms, color, cocoCategoryId } = one;
  const broken: Broken[] = [];
  const of = `for “${name}”`;
  if (!Number.isInteger(id) || id < MIN_CLASS_ID || id > MAX_CLASS_ID) {
    broken.push(['id', `class ids from ${MIN_CLASS_ID} to ${MAX_CLASS_ID}`, `${id} ${of}`]);
  }
  if (seen.ids.has(id)) broken.push(['id', 'unique class ids', `${id} twice, again ${of}`]);
  if (!isWritable(name)) {
    broken.push(['name', `class names of 1 to ${MAX_NAME_LENGTH} characters on one line`, shown(name)]);
  }
  if (isReservedName(name)) broken.push(['name', 'class names other than those of background and void', name]);
  if (seen.names.has(name)) broken.push(['name', 'unique class names', `“${name}” twice`]);
  if (!isWritable(promptName)) {
    const expected = `prompt names of 1 to ${MAX_NAME_LENGTH} characters on one line, without spaces around`;
    broken.push(['promptName', expected, `${shown(promptName)} ${of}`]);
  }
  const unwritable = synonyms.find((word) => !isWritable(word));
  if (unwritable !== undefined) {
    const expected = `synonyms of 1 to ${MAX_NAME_LENGTH} characters on one line, without spaces around`;
    broken.push(['synonyms', expected, `${shown(unwritable)} ${of}`]);
  }
  if (synonyms.length > MAX_SYNONYMS) {
    broken.push(['synonyms', `at most ${MAX_SYNONYMS} synonyms a class`, `${synonyms.length} ${of}`]);
  }
  if (color && !isColor(color)) broken.push(['color', 'colours from 0 to 255', `${color.join(', ')} ${of}`]);
  const owner = seen.colors.get(String(color));
  if (color && owner !== undefined) {
    broken.push(['color', 'a colour of its own for each class', `${color.join(', ')} ${of}, which “${owner}” has`]);
  }
  if (cocoCategoryId !== undefined && !(Number.isSafeInteger(cocoCategoryId) && cocoCategoryId >= 1)) {
    broken.push(['cocoCategoryId', 'COCO category numbers from 1 on', `${cocoCategoryId} ${of}`]);
  }
  return broken;
}

function isColor(color: readonly number[]): boolean {
  return color.length === 3 && color.every((channel) => Number.isInteger(channel) && channel >= 0 && channel <= 255);
}

function isWritable(text: string): boolean {
  return text !== '' && text === text.trim() && text.length <= MAX_NAME_LENGTH && !UNWRITABLE.test(text);
}

/** As it can be read in a message. */
function shown(text: string): string {
  return JSON.stringify(text.length > MAX_NAME_LENGTH ? `${text.slice(0, MAX_NAME_LENGTH)}…` : text);
}
