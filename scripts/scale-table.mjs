/**
 * `node scripts/scale-table.mjs [FILE.jsonl] [PAIRS…]`: what datasets of so many pairs cost, from the line that `npm run bench cli` ends
 * with; without words, the table of docs/scale/size.md.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HOURS_A_DAY = 24;
/** Of one core, of ten machines and of a hundred, with this many cores each. */
const CORES = [1, 160, 1600];

/**
 * @param {{ oneThread: { pairsPerMinute: number }, bytesPerPair: Record<string, { bytes: number, roomBytes: number }> }} measured
 * @param {readonly number[]} pairCounts
 * @returns {string} Markdown
 */
export function scaleTable({ oneThread, bytesPerPair }, pairCounts) {
  const perHour = 60 * oneThread.pairsPerMinute;
  const rows = [
    ['', ...pairCounts.map((pairs) => `${pairs.toLocaleString('en')} pairs`)],
    ...CORES.map((cores) => [
      cores === 1 ? '1 core' : `${cores / 16} machines of 16 cores`,
      ...pairCounts.map((pairs) => time(pairs / perHour / cores)),
    ]),
    ['work folders, with records', ...pairCounts.map((pairs) => room(pairs * bytesPerPair.work.roomBytes))],
    [
      'work folders, `--no-records`',
      ...pairCounts.map((pairs) => room(pairs * bytesPerPair.workWithoutRecords.roomBytes)),
    ],
    ['pictures and masks', ...pairCounts.map((pairs) => room(pairs * bytesPerPair.voc.bytes))],
  ];
  const [head, ...body] = rows.map((row) => `| ${row.join(' | ')} |`);
  return [head, `|${' --- |'.repeat(rows[0].length)}`, ...body].join('\n');
}

function time(hours) {
  if (hours >= 2 * HOURS_A_DAY) return `${Math.round(hours / HOURS_A_DAY)} days`;
  return hours >= 2 ? `${Math.round(hours)} hours` : minutes(Math.max(1, Math.round(60 * hours)));
}

const minutes = (count) => (count === 1 ? 'a minute' : `${count} minutes`);

const room = (bytes) => `${Number((bytes / 1e9).toPrecision(2))} GB`;

/** The newest measurement in a file of JSON lines. */
export const lastMeasured = (text) => JSON.parse(text.trim().split('\n').at(-1));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const file = words.find((word) => word.endsWith('.jsonl')) ?? 'docs/scale/bench.jsonl';
  const pairs = words.map(Number).filter((count) => count > 0);
  console.log(scaleTable(lastMeasured(readFileSync(file, 'utf8')), pairs.length > 0 ? pairs : [40_000, 1_000_000]));
}
