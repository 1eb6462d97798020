import type { ListForm } from '../../core/lists/types.ts';
import type { OpenList } from '../../studio/lists/list-state.ts';

type ReadList = Extract<OpenList, { phase: 'read' }>;

const FORMS: Readonly<Record<ListForm, string>> = {
  json: 'JSON',
  'json-lines': 'JSON lines',
  csv: 'CSV',
  text: 'text',
};

export function goodCount({ rows }: ReadList): number {
  return rows.filter(({ ok }) => ok).length;
}

/** `prompts.csv, CSV: 10 good rows, 2 with errors.` */
export function listSummary(list: ReadList): string {
  const good = goodCount(list);
  const bad = list.rows.length - good;
  const number = (count: number) => count.toLocaleString('en');
  const errors = bad === 0 ? 'none with errors' : `${number(bad)} with errors`;
  return `${list.name ? `${list.name}, ` : ''}${FORMS[list.form]}: ${number(good)} good ${good === 1 ? 'row' : 'rows'}, ${errors}.`;
}

/** What else a person should know of the list. */
export function listNotes(list: ReadList, seed: number): string[] {
  const notes: string[] = [];
  if (list.isUnchecked) notes.push('The model is loading: how long prompts may be is checked when it is there.');
  if (list.ignored.length > 0) notes.push(`Not known and left out: ${list.ignored.join(', ')}.`);
  if (list.rows.some((row) => row.ok && row.item.seed === null)) {
    notes.push(`Rows without a seed get one from their content and the prompt column's seed, ${seed}.`);
  }
  return notes;
}
