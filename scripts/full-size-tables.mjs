/**
 * `node scripts/full-size-tables.mjs [results.jsonl]`: writes what `npm run bench full-size-studio` measured into the tables of
 * docs/full-size.md. Rows of a named file take the place of those in docs/full-size.jsonl with as many bits. With --check it only says
 * whether the document shows what docs/full-size.jsonl holds.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { alignTable } from './align-table.mjs';

const path = (name) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
const [ROWS, DOCUMENT] = [path('full-size.jsonl'), path('full-size.md')];
const BLOCK = /<!-- rows: ([a-z]+) -->\n.*?<!-- end of rows -->/gs;

const seconds = (ms) => (ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`);
const gigabytes = (bytes) => (bytes === undefined || bytes === null ? '–' : `${(bytes / 1e9).toFixed(2)} GB`);
const weights = ({ bits }) => (bits === 16 ? 'half precision' : 'four bits');

/** Stages in order, those of the second picture told apart. */
function named({ stages }) {
  let picture = 0;
  return stages.map((one) => {
    if (one.stage === 'text encoder') picture++;
    const isOfPicture = picture > 0 && !/^(export|refusing)/.test(one.stage);
    return { ...one, name: isOfPicture ? `picture ${picture}: ${one.stage}` : one.stage };
  });
}

const TABLES = {
  stages: (runs) => {
    const columns = runs.map((run) => new Map(named(run).map((one) => [one.name, one])));
    const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
    return [
      ['stage', ...runs.flatMap((run) => [`${weights(run)}: time`, 'largest process'])],
      ...names.map((name) => [
        name,
        ...columns.flatMap((column) => [seconds(column.get(name)?.ms), gigabytes(column.get(name)?.largestBytes)]),
      ]),
    ];
  },
  peaks: (runs) => {
    const kinds = [...new Set(runs.flatMap(({ peaks }) => Object.keys(peaks)))];
    const heap = (name, of) => [name, ...runs.map((run) => gigabytes(of(run.heapBytes)))];
    return [
      ['at the peak', ...runs.map(weights)],
      ...kinds.map((kind) => [kind, ...runs.map(({ peaks }) => gigabytes(peaks[kind]))]),
      heap('WebAssembly heap, model loaded and checked', ({ opened }) => opened),
      heap('WebAssembly heap after the first picture', ({ pictures }) => pictures[0]),
      heap('WebAssembly heap after the second picture', ({ pictures }) => pictures[1]),
    ];
  },
};

const read = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter((row) => row.stages);

const file = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
if (file) {
  const fresh = read(file);
  const kept = read(ROWS).filter(({ bits }) => !fresh.some((row) => row.bits === bits));
  const all = [...kept, ...fresh].sort((a, b) => b.bits - a.bits);
  writeFileSync(ROWS, `${all.map((row) => JSON.stringify(row)).join('\n')}\n`);
}
const runs = read(ROWS);
const current = readFileSync(DOCUMENT, 'utf8');
const wanted = current.replace(BLOCK, (_, name) => {
  if (!(name in TABLES))
    throw new Error(`docs/full-size.md asks for rows "${name}"; there are ${Object.keys(TABLES).join(', ')}.`);
  return `<!-- rows: ${name} -->\n\n${alignTable(TABLES[name](runs))}\n\n<!-- end of rows -->`;
});
if (!process.argv.includes('--check')) writeFileSync(DOCUMENT, wanted);
else if (current !== wanted) {
  console.error(
    'docs/full-size.md does not show what docs/full-size.jsonl holds: run node scripts/full-size-tables.mjs.',
  );
  process.exitCode = 1;
}
