/**
 * `node scripts/gpu-tables.mjs [results.jsonl]`: writes the rows of the check for a graphics card (`npm run bench gpu`) into the tables of
 * docs/gpu.md. A named file becomes docs/gpu.jsonl first, or docs/gpu-software.jsonl if its adapter computes on the CPU. With --check it
 * only says whether the document shows what those files hold.
 *
 * A block in the document begins with a comment such as `<!-- rows: refine -->`, or `<!-- rows: verdicts of gpu-software -->`.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { alignTable } from './align-table.mjs';

const path = (name) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
const DOCUMENT = path('gpu.md');
const BLOCK = /(<!-- rows: ([a-z]+)(?: of ([a-z-]+))? -->)\n.*?<!-- end of rows -->/gs;

const ms = (value) => (value === null || value === undefined ? '–' : value.toFixed(value < 0.1 ? 3 : 2));
const error = (value) => (value === 0 ? '0' : value.toExponential(1));
const times = (value) => `${value.toFixed(1)} ×`;
const whole = (value) => String(Math.round(value));

/** Each block's table; what a run did not measure shows as –, never as a number. */
const TABLES = {
  adapter: (rows) => {
    const { info, driver, deviceFeatures, subgroups, limits, node, processor, cores } = first(rows, 'adapter');
    const version = /\d+\.\d+(\.\d+)?/.exec(driver ?? info.description)?.[0];
    return [
      ['adapter', 'value'],
      ['card', info.device],
      ['driver', version ?? '–'],
      ["the studio's device has", deviceFeatures.join(', ')],
      ['subgroup', `${subgroups.used} invocations`],
      ['largest storage binding', `${(limits.maxStorageBufferBindingSize / 2 ** 30).toFixed(2)} GiB`],
      ['beside it', `${cores} cores (${processor}), Node ${node}`],
    ];
  },
  kernels: (rows) => [
    ['kernel', 'size', 'agrees', 'difference', 'allowed', 'GPU ms', 'wall ms', 'twin ms'],
    ...rows
      .filter(({ row }) => row === 'kernel')
      .map((row) => [
        row.kernel,
        row.size,
        row.agrees ? 'yes' : '**no**',
        ...(row.error ? [row.error, '–'] : [error(row.difference), error(row.tolerance)]),
        ...[row.gpuMs, row.wallMs, row.cpuMs].map(ms),
      ]),
  ],
  copy: (rows) => {
    const { copyGbPerS, kernelGbPerS, readGbPerS, bytes } = first(rows, 'copy');
    return [
      [`${(bytes / 2 ** 30).toFixed(1)} GiB`, 'GB/s'],
      ['`copyBufferToBuffer`, read and written', whole(copyGbPerS)],
      ['a kernel that copies, read and written', whole(kernelGbPerS)],
      ['a kernel that reads', whole(readGbPerS)],
    ];
  },
  refine: (rows) => [
    ['side', 'columns', 'GPU ms', 'wall ms', 'GB/s', 'share of a copy', 'difference'],
    ...rows
      .filter(({ row }) => row === 'refine')
      .map(({ side, columns, gpuMs, wallMs, gbPerS, share, difference }) => [
        String(side),
        String(columns),
        ms(gpuMs),
        ms(wallMs),
        whole(gbPerS),
        `${(100 * share).toFixed(1)} %`,
        error(difference),
      ]),
  ],
  peer: (rows) => [
    ['side', 'columns', 'ours, wall ms', 'ONNX Runtime, ms', 'as fast', 'difference'],
    ...rows
      .filter(({ row }) => row === 'refine-peer')
      .map(({ side, columns, ownMs, peerMs, ratio, difference, error: why }) =>
        why
          ? [String(side), '–', '–', why, '–', '–']
          : [String(side), String(columns), ms(ownMs), ms(peerMs), times(ratio), error(difference)],
      ),
  ],
  attention: (rows) => {
    const own = rows.filter(({ row }) => row === 'attention');
    const peers = rows.filter(({ row }) => row === 'attention-peer');
    const like = (a) => (b) => a.tokens === b.tokens && a.heads === b.heads && a.headDim === b.headDim;
    return [
      ['tokens', 'heads × dim', 'Q and K', 'GPU ms', 'wall ms', 'TFLOP/s', 'ONNX Runtime, ms', 'as fast', 'difference'],
      ...own.map((row) => {
        const { tokens, heads, headDim, qkType, gpuMs, wallMs, gflopPerS, difference } = row;
        // The peer takes fp32 alone.
        const peerMs = qkType === 'float32' ? peers.find(like(row))?.peerMs : undefined;
        return [
          String(tokens),
          `${heads} × ${headDim}`,
          qkType === 'float32' ? 'fp32' : 'fp16',
          ms(gpuMs),
          ms(wallMs),
          (gflopPerS / 1000).toFixed(1),
          ms(peerMs),
          peerMs === undefined ? '–' : times(peerMs / wallMs),
          error(difference),
        ];
      }),
    ];
  },
  verdicts: (rows) => [
    ['part', 'holds', 'what', 'seconds'],
    ...rows
      .filter(({ row, part }, at) => row === 'verdict' && !rows.some((later, i) => i > at && isVerdictOf(later, part)))
      .map(({ part, ok, says }) => {
        const { ending, seconds } = rows.findLast((row) => row.part === part && row.row === 'ended');
        return [part, ok && ending === 'done' ? 'yes' : '**no**', says, seconds.toFixed(1)];
      }),
  ],
  parts: (rows) => [
    ['part', 'ended', 'seconds', 'last row after, s'],
    ...rows
      .filter(({ row }) => row === 'ended')
      .map(({ part, ending, seconds, atS }) => {
        const last = rows.findLast((row) => row.part === part && row.row !== 'ended');
        const begin = atS - seconds;
        return [part, ending, seconds.toFixed(1), last ? (last.atS - begin).toFixed(1) : '–'];
      }),
  ],
};

const isVerdictOf = (row, part) => row.row === 'verdict' && row.part === part;

function first(rows, kind) {
  const row = rows.find((one) => one.row === kind);
  if (!row) throw new Error(`Expected a row "${kind}", found none.`);
  return row;
}

function tableOf(rows, name) {
  if (!(name in TABLES))
    throw new Error(`docs/gpu.md asks for rows "${name}"; there are ${Object.keys(TABLES).join(', ')}.`);
  const table = TABLES[name](rows);
  if (table.length < 2) throw new Error(`Expected rows for "${name}", found none.`);
  return alignTable(table);
}

const readRows = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

const file = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
if (file) {
  const isSoftware = readRows(file).findLast(({ row }) => row === 'adapter')?.isFallback;
  copyFileSync(file, path(isSoftware ? 'gpu-software.jsonl' : 'gpu.jsonl'));
}
const current = readFileSync(DOCUMENT, 'utf8');
const wanted = current.replace(BLOCK, (_, comment, name, from = 'gpu') => {
  return `${comment}\n\n${tableOf(readRows(path(`${from}.jsonl`)), name)}\n\n<!-- end of rows -->`;
});
if (!process.argv.includes('--check')) writeFileSync(DOCUMENT, wanted);
else if (current !== wanted) {
  console.error('docs/gpu.md does not show what its rows (docs/gpu*.jsonl) hold: run node scripts/gpu-tables.mjs.');
  process.exitCode = 1;
}
