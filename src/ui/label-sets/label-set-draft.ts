import { labelSetProblems } from '../../core/prompt/label-set.ts';
import { type ClassContent, wordsOf } from '../../core/prompt/label-sets/class-entries.ts';
import { freeColors } from '../../core/prompt/label-sets/free-colors.ts';
import type { LabelSet, Rgb } from '../../core/prompt/types.ts';

/** A class in the editor, as it is typed. */
export interface ClassRow {
  /** Its own through all moves. */
  readonly key: number;
  readonly name: string;
  readonly promptName: string;
  /** With commas between them. */
  readonly synonyms: string;
  readonly color: Rgb;
  readonly cocoCategoryId?: number;
}

/** A label set in the editor; an immutable value, so that each state can come back. */
export interface LabelSetDraft {
  readonly name: string;
  readonly rows: readonly ClassRow[];
  /** The version in whose place it comes; null for a new set. */
  readonly replacesId: string | null;
  readonly nextKey: number;
}

/** A rule that the draft breaks; `key` is null for the set itself. */
export interface DraftProblem {
  readonly key: number | null;
  readonly field: string;
  readonly message: string;
}

export const EMPTY_DRAFT: LabelSetDraft = { name: 'My classes', rows: [], replacesId: null, nextKey: 0 };

/** @param isOwn whether the set is a person's own: others are edited as a copy */
export function draftOf({ id, name, classes }: LabelSet, isOwn: boolean): LabelSetDraft {
  const draft = { name: isOwn ? name : copyName(name), rows: [], replacesId: isOwn ? id : null, nextKey: 0 };
  return withClasses(draft, classes, 'replace');
}

/** The same classes as a set of their own. */
export function duplicate(draft: LabelSetDraft): LabelSetDraft {
  return { ...draft, name: copyName(draft.name), replacesId: null };
}

export function withClasses(
  draft: LabelSetDraft,
  classes: readonly ClassContent[],
  how: 'replace' | 'append',
): LabelSetDraft {
  const kept = how === 'append' ? draft.rows : [];
  const known = new Set(kept.map(({ name }) => name));
  const added = classes.filter(({ name }) => !known.has(name));
  const taken = new Set(kept.map(({ color }) => String(color)));
  const clashes = added.filter(({ color }) => taken.has(String(color))).length;
  const free = freeColors(
    clashes,
    [...kept, ...added].map(({ color }) => color),
  );
  const rows = added.map(({ name, promptName, synonyms, color, cocoCategoryId }, index): ClassRow => {
    const own = taken.has(String(color)) ? (free.shift() ?? color) : color;
    const row = { key: draft.nextKey + index, name, promptName, synonyms: synonyms.join(', '), color: own };
    return cocoCategoryId === undefined ? row : { ...row, cocoCategoryId };
  });
  return { ...draft, rows: [...kept, ...rows], nextKey: draft.nextKey + rows.length };
}

/** Prompt words follow the name until a person writes others. */
export function changeRow(draft: LabelSetDraft, key: number, change: Partial<Omit<ClassRow, 'key'>>): LabelSetDraft {
  const rows = draft.rows.map((row) => {
    if (row.key !== key) return row;
    const follows = change.name !== undefined && row.promptName === wordsOf(row.name);
    return { ...row, ...(follows ? { promptName: wordsOf(change.name ?? '') } : {}), ...change };
  });
  return { ...draft, rows };
}

export function addRow(draft: LabelSetDraft): LabelSetDraft {
  const [color] = freeColors(
    1,
    draft.rows.map((row) => row.color),
  ) as [Rgb];
  const row = { key: draft.nextKey, name: '', promptName: '', synonyms: '', color };
  return { ...draft, rows: [...draft.rows, row], nextKey: draft.nextKey + 1 };
}

export function removeRow(draft: LabelSetDraft, key: number): LabelSetDraft {
  return { ...draft, rows: draft.rows.filter((row) => row.key !== key) };
}

export function moveRow(draft: LabelSetDraft, key: number, to: number): LabelSetDraft {
  const moved = draft.rows.find((row) => row.key === key);
  if (!moved || to < 0 || to >= draft.rows.length) return draft;
  const others = draft.rows.filter((row) => row !== moved);
  return { ...draft, rows: others.toSpliced(to, 0, moved) };
}

/** Gives each row whose colour is another's, or that of background or void, a free one. */
export function separateColors(draft: LabelSetDraft): LabelSetDraft {
  const clashing = new Set(
    draftProblems(draft).flatMap(({ key, field }) => (field === 'color' && key !== null ? [key] : [])),
  );
  const kept = draft.rows.filter(({ key }) => !clashing.has(key)).map(({ color }) => color);
  const free = freeColors(clashing.size, kept);
  const rows = draft.rows.map((row) => (clashing.has(row.key) ? { ...row, color: free.shift() ?? row.color } : row));
  return { ...draft, rows };
}

/** The classes that the rows describe, in order. */
export function classesOf({ rows }: Pick<LabelSetDraft, 'rows'>): ClassContent[] {
  return rows.map(({ name, promptName, synonyms, color, cocoCategoryId }) => {
    const words = synonyms.split(',').map((word) => word.trim());
    const content = {
      name: name.trim(),
      promptName: promptName.trim(),
      synonyms: [...new Set(words)].filter((word) => word !== ''),
      color,
    };
    return cocoCategoryId === undefined ? content : { ...content, cocoCategoryId };
  });
}

export function draftProblems(draft: LabelSetDraft): DraftProblem[] {
  const classes = classesOf(draft).map((content, index) => ({ ...content, id: index + 1 }));
  return labelSetProblems({ name: draft.name.trim(), classes })
    .filter(({ field }) => field !== 'id')
    .map(({ index, field, expected, found }) => ({
      key: index === null ? null : (draft.rows[index]?.key ?? null),
      field,
      message: `Expected ${expected}; found ${found}.`,
    }));
}

/** What is kept of the draft. */
export function contentOf(draft: LabelSetDraft): { readonly name: string; readonly classes: ClassContent[] } {
  return { name: draft.name.trim(), classes: classesOf(draft) };
}

function copyName(name: string): string {
  return `Copy of ${name}`.slice(0, 100).trim();
}
