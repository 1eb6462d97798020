import { createRowJudge } from '../../core/lists/judge-row.ts';
import { readRows } from '../../core/lists/read-rows.ts';
import type { ListRow, RowRules } from '../../core/lists/types.ts';
import { findClassesInCaption } from '../../core/prompt/find-classes.ts';
import type { OpenList } from './list-state.ts';

const ROWS_AT_ONCE = 100;

type ReadList = Extract<OpenList, { phase: 'read' | 'refused' }>;

/** Reads a list's text, some rows at a time, so that the page stays usable. Null where it is not wanted any more. */
export async function judgeList(
  text: string,
  name: string | null,
  rules: Pick<RowRules, 'labelSet' | 'checkPrompt'> & { readonly isUnchecked: boolean },
  isWanted: () => boolean,
): Promise<ReadList | null> {
  const list = readRows(text);
  if (!list.ok) return { phase: 'refused', name, message: list.problem.message };
  const { labelSet, checkPrompt, isUnchecked } = rules;
  const judge = createRowJudge({
    labelSet,
    checkPrompt,
    findClasses: (caption) => findClassesInCaption(caption, labelSet),
  });
  const rows: ListRow[] = [];
  for (const [i, raw] of list.rows.entries()) {
    if (i > 0 && i % ROWS_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
    if (!isWanted()) return null;
    rows.push(judge(raw));
  }
  return { phase: 'read', name, form: list.form, rows, ignored: list.ignored, isUnchecked };
}
