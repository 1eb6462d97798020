import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { COCO_80 } from '../coco-80.ts';
import { validateLabelSet } from '../label-set.ts';
import type { LabelClass, LabelSet } from '../types.ts';
import { VOC_20 } from '../voc-20.ts';

/** The sets that the studio brings along; the first is where a person begins. */
export const BUILT_IN_LABEL_SETS: readonly LabelSet[] = [VOC_20, COCO_80];

const SLUG_LENGTH = 24;
/** 48 bits: two of a person's sets with the same digits are as good as impossible. */
const HASH_DIGITS = 12;

/**
 * A set of a person's own, whose id follows from its content: equal content has one id everywhere, another content another, so
 * whatever names the id means exactly these classes.
 *
 * @param classes in order; their place, counted from 1, is their id in masks
 * @throws StudioError `settings-invalid` as `validateLabelSet`
 */
export function ownLabelSet(name: string, classes: readonly Omit<LabelClass, 'id'>[]): LabelSet {
  const numbered = classes.map(({ name, promptName, synonyms, color, cocoCategoryId }, index): LabelClass => {
    const base = { id: index + 1, name, promptName, synonyms, color };
    return cocoCategoryId === undefined ? base : { ...base, cocoCategoryId };
  });
  const set = { id: contentId(name, numbered), name, classes: numbered };
  validateLabelSet(set);
  return set;
}

/** Whether a set from elsewhere is what its id says. */
export function hasItsId(set: LabelSet): boolean {
  return set.id === contentId(set.name, set.classes);
}

/** A slug of the name for people and file names, and the beginning of a SHA-256 of the content. */
function contentId(name: string, classes: readonly LabelClass[]): string {
  const content = classes.map(({ id, name, promptName, synonyms, color, cocoCategoryId }) => [
    ...[id, name, promptName, synonyms, color],
    cocoCategoryId ?? null,
  ]);
  const hash = bytesToHex(sha256(utf8ToBytes(JSON.stringify([name, content])))).slice(0, HASH_DIGITS);
  return `${slugOf(name)}-${hash}`;
}

function slugOf(name: string): string {
  const words =
    name
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, SLUG_LENGTH).replace(/-$/, '') || 'labels';
}
