import { classReader } from '../../src/core/lists/read-classes.ts';
import type { RawField, RawRow } from '../../src/core/lists/types.ts';
import { findClassesInCaption } from '../../src/core/prompt/find-classes.ts';
import type { LabelClass, LabelSet } from '../../src/core/prompt/types.ts';
import type { AskedPhoto, AskedPhotos } from './asked-photo.ts';

const MAX_SEED = 0xffffffff;

/** Thrown within one row only. */
class RowRefused extends Error {}

/**
 * Judges the rows of a list of photographs: `file` and `classes`, and `caption` and `seed` where they are known.
 * @param classesOfAll for rows that name none
 */
export function judgePhotoRows(
  rows: readonly RawRow[],
  { labelSet, classesOfAll }: { readonly labelSet: LabelSet; readonly classesOfAll: readonly LabelClass[] },
): AskedPhotos {
  const readClasses = namedClasses(labelSet);
  const photos: AskedPhoto[] = [];
  const problems: string[] = [];

  function photoOf(raw: RawRow): AskedPhoto {
    if (raw.error) throw new RowRefused(raw.error.message);
    const path = textOf(raw.fileName, 'file').trim();
    if (path === '') throw new RowRefused('The field “file” is empty.');
    const caption = raw.caption ? textOf(raw.caption, 'caption').replace(/\s+/g, ' ').trim() : '';
    const written = raw.classes ? textOf(raw.classes, 'classes') : '';
    const named = readClasses(written);
    if (typeof named === 'string') throw new RowRefused(named);
    // Without a word on classes those that the caption speaks of are meant, as in a list of prompts.
    const meant = named.length > 0 || written !== '' ? named : findClassesInCaption(caption, labelSet);
    const classes = meant.length > 0 ? meant : classesOfAll;
    if (classes.length === 0) throw new RowRefused('No class is named. A mask needs at least one.');
    return { row: `Row ${raw.row}`, path: path.replaceAll('\\', '/'), classes, caption, seed: seedOf(raw.seed) };
  }

  for (const raw of rows) {
    try {
      photos.push(photoOf(raw));
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      problems.push(`Row ${raw.row}: ${error.message}`);
    }
  }
  return { photos, problems };
}

/** Reads class names in a text; a sentence for words that no class is called. */
export function namedClasses(labelSet: LabelSet): (text: string) => readonly LabelClass[] | string {
  const read = classReader(labelSet);
  return (text) => {
    const { classes, unknown } = read(text);
    if (unknown.length === 0) return classes;
    return `${unknown.map((word) => `“${word}”`).join(', ')}: no class of ${labelSet.name}.`;
  };
}

function textOf(field: RawField | undefined, name: string): string {
  if (!field) throw new RowRefused(`The field “${name}” is missing.`);
  const { value } = field;
  const text = Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(', ') : value;
  if (typeof text !== 'string') throw new RowRefused(`“${field.name}” must be a text; found ${JSON.stringify(value)}.`);
  return text;
}

function seedOf(field: RawField | undefined): number | null {
  if (!field) return null;
  const { value } = field;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_SEED) return value;
  throw new RowRefused(`“${field.name}” must be a whole number from 0 to ${MAX_SEED}; found ${JSON.stringify(value)}.`);
}
