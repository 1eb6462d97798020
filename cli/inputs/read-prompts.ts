import { StudioError } from '../../src/core/errors.ts';
import type { NeededColumn } from '../../src/core/lists/csv-rows.ts';
import { decodeText } from '../../src/core/lists/decode-text.ts';
import { createRowJudge } from '../../src/core/lists/judge-row.ts';
import { readRows } from '../../src/core/lists/read-rows.ts';
import type { ListItem, RawRow, RowRules } from '../../src/core/lists/types.ts';
import { findClassesInCaption } from '../../src/core/prompt/find-classes.ts';
import { readInput } from './read-input.ts';
import { toldRows } from './told-rows.ts';

/** The page shows a list and keeps it; here it is only gone through. */
const MAX_ROWS = 1_000_000;
const MAX_BYTES = 2 ** 28;

/**
 * The rows of a list of prompts as they are written: JSON, JSON lines, CSV or text, told by its content.
 * @throws StudioError `file-missing`; `prompt-invalid` for what is no list
 */
export function readPromptRows(path: string): Promise<readonly RawRow[]> {
  return readListRows(path, 'a list of prompts', 'caption');
}

/**
 * The same of a list of photographs, whose sheets have a column of file names.
 * @throws StudioError `file-missing`; `prompt-invalid` for what is no list
 */
export function readPhotoRows(path: string): Promise<readonly RawRow[]> {
  return readListRows(path, 'a list of photographs', 'fileName');
}

async function readListRows(path: string, what: string, column: NeededColumn): Promise<readonly RawRow[]> {
  const decoded = decodeText(await readInput(path, what), MAX_BYTES);
  const list =
    'problem' in decoded
      ? { ok: false as const, ...decoded }
      : readRows(decoded.text, undefined, { column, maxRows: MAX_ROWS });
  if (list.ok) return list.rows;
  throw new StudioError({ code: 'prompt-invalid', message: `Expected ${what} in ${path}. ${list.problem.message}` });
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
    const message = `Expected a list of prompts in ${path}. ${bad.length} of ${rows.length} rows cannot be made. ${toldRows(bad)} Correct them; nothing was begun.`;
    throw new StudioError({ code: 'prompt-invalid', message, details: { rows: bad } });
  }
  return judged.flatMap((row) => (row.ok ? [row.item] : []));
}
