import type { Failure } from '../errors.ts';
import { findClassesInCaption } from '../prompt/find-classes.ts';
import type { LabelClass } from '../prompt/types.ts';
import { VOC_20 } from '../prompt/voc-20.ts';
import { createRowJudge } from './judge-row.ts';
import { readRows } from './read-rows.ts';
import type { ListForm, ListItem, ListRow, RowRules } from './types.ts';

/** Twenty words fit. */
function checkPrompt(caption: string, classes: readonly LabelClass[]): Failure | null {
  const words = [caption, ...classes.map(({ promptName }) => promptName)].join(' ').split(' ').length;
  return words > 20 ? { code: 'prompt-too-long', message: `20 tokens fit; the text has ${words}.` } : null;
}

export const RULES: RowRules = {
  labelSet: VOC_20,
  findClasses: (caption) => findClassesInCaption(caption, VOC_20),
  checkPrompt,
};

/** A list that can be read, with its rows judged. */
export function readList(text: string, form?: ListForm): { readonly form: ListForm; readonly rows: ListRow[] } {
  const list = readRows(text, form);
  if (!list.ok) throw new Error(list.problem.message);
  return { form: list.form, rows: list.rows.map(createRowJudge(RULES)) };
}

/** Items of good rows; for bad ones their row and kind, `3 no-class`. */
export function outcomes(text: string, form?: ListForm): (ListItem | string)[] {
  return readList(text, form).rows.map((row) => (row.ok ? row.item : `${row.row} ${row.error.kind}`));
}
