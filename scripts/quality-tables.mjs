/**
 * `node scripts/quality-tables.mjs [LINES.jsonl…]`: writes the figures of `npm run bench quality` into docs/quality.md. The JSON lines of
 * the named files replace rows of the same table, group and name in docs/quality.jsonl, or add to them. With --check it only
 * says whether the document shows what docs/quality.jsonl holds.
 *
 * A block in the document begins with a comment such as `<!-- rows: r m | components -->`: tables, then the group.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { alignTable } from './align-table.mjs';

const path = (name) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
const [ROWS, DOCUMENT] = [path('quality.jsonl'), path('quality.md')];
const BLOCK = /<!-- rows: ([a-z ]+?) \| (.+?) -->\n.*?<!-- end of rows -->/gs;
const TABLE_NAMES = {
  r: 'real pictures (r)',
  m: 'generated pictures (m)',
  s: 'trained on (s)',
  o: 'objects (o)',
  systems: 'systems',
};

const linesOf = (text) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
const key = ({ table, group, row }) => JSON.stringify([table, group, row]);

const percent = (value) => value.toFixed(1);
const within = ({ value, low, high }) => `${percent(value)} (${percent(low)} – ${percent(high)})`;
const times = ({ value, low, high }) => `${value.toFixed(2)} (${low.toFixed(2)} – ${high.toFixed(2)})`;
const signed = (value) => `${value < 0 ? '−' : '+'}${percent(Math.abs(value))}`;
const points = ({ value, low, high }) => `${signed(value)} (${signed(low)} – ${signed(high)})`;

/** Columns of one table's rows; a column that no row of the group has is left out. */
const COLUMNS = {
  percent: { title: 'share', show: within },
  miou: { title: 'mIoU', show: within },
  ap50: { title: 'AP50', show: within },
  ap50Gain: { title: 'over connected parts', show: points },
  pq: { title: 'PQ', show: within },
  pqGain: { title: 'over connected parts', show: points },
  atDefault: { title: 'at the default', show: within },
  best: { title: 'at its best', show: (best) => `${within(best)} at τ ${best.tau}, α = β = ${best.threshold}` },
  crossFitGain: { title: 'gain over the baseline', show: points },
  overPaper: { title: "over the paper's settings", show: points },
  overStudio: { title: "over the studio's", show: points },
  ratio: { title: 'over exact masks', show: times },
  coverage: { title: 'judged', show: (value) => `${Math.round(100 * value)} %` },
  pictures: { title: 'pictures', show: String },
  pairs: { title: 'pairs', show: String },
  cost: { title: 'cost', show: (value) => `${value} ×` },
  tuned: { title: 'tuned to', show: String },
};

function blockTable(rows, tables, group) {
  const inGroup = rows.filter((row) => row.group === group && tables.includes(row.table));
  if (inGroup.length === 0) throw new Error(`docs/quality.jsonl has no rows of "${group}" in ${tables.join(', ')}.`);
  const names = [...new Set(inGroup.map(({ row }) => row))];
  const columns = tables.flatMap((table) => {
    const ofTable = inGroup.filter((row) => row.table === table);
    return (
      Object.keys(COLUMNS)
        .filter((column) => ofTable.some((row) => row[column] !== undefined && row[column] !== null))
        // What is the same for all rows is said in the text.
        .filter(
          (column) =>
            !['pictures', 'coverage', 'pairs'].includes(column) || new Set(ofTable.map((row) => row[column])).size > 1,
        )
        .map((column) => ({ table, column }))
    );
  });
  const title = ({ table, column }) =>
    tables.length > 1 ? `${TABLE_NAMES[table]}, ${COLUMNS[column].title}` : COLUMNS[column].title;
  const cell = (name, { table, column }) => {
    const value = inGroup.find((row) => row.table === table && row.row === name)?.[column];
    return value === undefined || value === null ? '–' : COLUMNS[column].show(value);
  };
  return alignTable([
    [group, ...columns.map(title)],
    ...names.map((name) => [name, ...columns.map((column) => cell(name, column))]),
  ]);
}

const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const byKey = new Map((existsSync(ROWS) ? linesOf(readFileSync(ROWS, 'utf8')) : []).map((row) => [key(row), row]));
for (const row of files.flatMap((file) => linesOf(readFileSync(file, 'utf8')))) byKey.set(key(row), row);
const rows = [...byKey.values()];
const current = readFileSync(DOCUMENT, 'utf8');
const wanted = current.replace(
  BLOCK,
  (_, tables, group) =>
    `<!-- rows: ${tables} | ${group} -->\n\n${blockTable(rows, tables.split(' '), group)}\n\n<!-- end of rows -->`,
);
if (!process.argv.includes('--check')) {
  writeFileSync(ROWS, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  writeFileSync(DOCUMENT, wanted);
} else if (current !== wanted) {
  console.error('docs/quality.md does not show what docs/quality.jsonl holds: run node scripts/quality-tables.mjs.');
  process.exitCode = 1;
}
