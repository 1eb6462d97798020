import { StudioError } from '../../src/core/errors.ts';
import { decodeText } from '../../src/core/lists/decode-text.ts';
import { createRowJudge } from '../../src/core/lists/judge-row.ts';
import { readRows } from '../../src/core/lists/read-rows.ts';
import type { ListItem, RawRow, RowRules } from '../../src/core/lists/types.ts';
import { findClassesInCaption } from '../../src/core/prompt/find-classes.ts';
import { readInput } from './read-input.ts';

const MAX_NAMED = 10;

/**
 * The rows of a list of prompts as they are written: JSON, JSON lines, CSV or text, told by its content.
 * @throws StudioError `file-missing`; `prompt-invalid` for what is no list
 */
export async function readPromptRows(path: string): Promise<readonly RawRow[]> {
  const decoded = decodeText(await readInput(path, 'a list of prompts'));
  if ('problem' in decoded) throw invalid(path, decoded.problem.message);
  const list = readRows(decoded.text);
  if (!list.ok) throw invalid(path, list.problem.message);
  return list.rows;
}

/**
 * The items of a list, all of them good.
 * @throws StudioError `prompt-invalid` naming the rows that are not
 */
export function judgePrompts(
  path: string,
  rows: readonly RawRow[],
  { labelSet, checkPrompt }: Pick<RowRules, 'labelSet' | 'checkPrompt'>,
): ListItem[] {
  const judge = createRowJudge({
    labelSet,
    checkPrompt,
    findClasses: (caption) => findClassesInCaption(caption, labelSet),
  });
  const judged = rows.map(judge);
  const bad = judged.flatMap((row) => (row.ok ? [] : [`Row ${row.row}: ${row.error.message}`]));
  if (bad.length > 0) {
    const more = bad.length > MAX_NAMED ? ` And ${bad.length - MAX_NAMED} more.` : '';
    const found = `${bad.length} of ${rows.length} rows cannot be made. ${bad.slice(0, MAX_NAMED).join(' ')}${more}`;
    throw invalid(path, `${found} Correct them; nothing was begun.`, bad);
  }
  return judged.flatMap((row) => (row.ok ? [row.item] : []));
}

function invalid(path: string, found: string, rows?: readonly string[]): StudioError {
  const message = `Expected a list of prompts in ${path}. ${found}`;
  return new StudioError({ code: 'prompt-invalid', message, ...(rows && { details: { rows } }) });
}
