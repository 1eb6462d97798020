/**
 * `npm run bench [case…] [-- --gpu=hardware --NAME=VALUE…]`: runs the cases, prints a table, then one JSON line per case as its
 * last lines, or one per row where a case is a table. Other options go to the cases that run in Node.
 * Every figure is measured in this run; ratios compare with a peer in the same run.
 */
import { startRunner } from './bench-runner.mjs';
import { findOrInstallChromium } from './find-chromium.mjs';

const merged = (parts) => Object.assign({}, ...parts);

/** The smaller ratio speaks for both backends. */
function mergeRefine([cpu, gpu]) {
  const { ratio: cpuRatio, ...cpuRest } = cpu;
  const { ratio: gpuRatio, ...gpuRest } = gpu;
  return { ratio: Math.min(cpuRatio, gpuRatio), cpuRatio, gpuRatio, cpu: cpuRest, gpu: gpuRest };
}

/** A row a size with the figures of both backends; `left out` says why some are missing. */
function mergeAttention([cpu, gpu]) {
  const figures = (prefix, { ownMs, peerMs, ratio, ownBytes, peerBytes, runs }) => ({
    [`${prefix}OwnMs`]: ownMs ?? null,
    [`${prefix}PeerMs`]: peerMs ?? null,
    [`${prefix}Ratio`]: ratio ?? null,
    [`${prefix}OwnBytes`]: ownBytes ?? null,
    [`${prefix}PeerBytes`]: peerBytes ?? null,
    [`${prefix}Runs`]: runs ?? 0,
  });
  const rows = cpu.sizes.map((onCpu, index) => {
    const onGpu = gpu.sizes[index];
    const { tokens, heads, headDim } = onCpu;
    const leftOut = [onCpu.leftOut && `cpu: ${onCpu.leftOut}`, onGpu.leftOut && `gpu: ${onGpu.leftOut}`];
    const whys = leftOut.filter(Boolean).join('; ') || null;
    return { tokens, heads, headDim, ...figures('cpu', onCpu), ...figures('gpu', onGpu), leftOut: whys };
  });
  return { threads: cpu.threads, adapter: gpu.adapter, largestSubgroup: gpu.largestSubgroup, rows };
}

const CASES = {
  refine: {
    parts: [
      { file: 'kernels/refine-cpu.ts', where: 'node' },
      { file: 'kernels/refine-webgpu.ts', where: 'browser' },
    ],
    merge: mergeRefine,
  },
  attention: {
    parts: [
      { file: 'kernels/attention-cpu.ts', where: 'node' },
      { file: 'kernels/attention-webgpu.ts', where: 'browser' },
    ],
    merge: mergeAttention,
  },
  tap: { parts: [{ file: 'kernels/tap.ts', where: 'browser' }], merge: merged },
  slider: { parts: [{ file: 'kernels/slider.ts', where: 'node' }], merge: merged },
  storage: {
    parts: [
      { file: 'dataset/storage.ts', where: 'node' },
      { file: 'dataset/export.ts', where: 'browser' },
    ],
    merge: merged,
  },
  /** Thousands of stored pairs in a browser, so it runs only when it is named. */
  gallery: { parts: [{ file: 'gallery.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** Exports of thousands of pairs, so it runs only when it is named; a python3 with Pillow and pycocotools is the peer. */
  dataset: { parts: [{ file: 'dataset/dataset.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** What `dataset` starts in a process of its own. */
  'dataset-memory': { parts: [{ file: 'dataset/dataset-memory.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** A thousand pictures in one process, so it runs only when it is named. */
  'cli-memory': { parts: [{ file: 'cli-memory.ts', where: 'node' }], merge: merged, onlyByName: true },
  start: { parts: [{ file: 'start.ts', where: 'node' }], merge: merged },
  picture: { parts: [{ file: 'picture/picture.ts', where: 'browser' }], merge: merged },
  quick: {
    parts: [
      { file: 'picture/quick.ts', where: 'browser' },
      { file: 'picture/quick-in-page.ts', where: 'node' },
    ],
    merge: merged,
  },
  /** Takes minutes, gigabytes of disk and all of a WebAssembly heap, so it runs only when it is named. */
  'full-size': { parts: [{ file: 'full-size.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** The same in the studio itself, with pictures, masks and export: half an hour of two cores. */
  'full-size-studio': { parts: [{ file: 'full-size-studio.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** A minute or two; the peer is PyTorch. */
  reference: { parts: [{ file: 'picture/reference.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** What `reference` starts in a process of its own. */
  'picture-native': { parts: [{ file: 'picture/picture-native.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** Two minutes of both cores, so it runs only when it is named. */
  cli: { parts: [{ file: 'cli.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** What `cli` starts in a process of its own. */
  'cli-bare': { parts: [{ file: 'cli-bare.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** For a machine with a real card: `--pack=FOLDER` makes what is carried there. */
  gpu: { parts: [{ file: 'gpu.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** UNet calls for thousands of pictures, so it runs only when it is named. */
  quality: { parts: [{ file: 'quality.ts', where: 'node' }], merge: merged, onlyByName: true },
  /** What `quality` starts a process a core of. */
  'quality-pairs': { parts: [{ file: 'quality-pairs.ts', where: 'node' }], merge: merged, onlyByName: true },
};

const readable = (value) => {
  if (value === null) return '–';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toPrecision(4);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

function flatten(result, prefix = '') {
  return Object.entries(result).flatMap(([key, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? flatten(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, readable(value)]],
  );
}

/** A case that is a table itself is printed row by row, under its columns' names. */
const linesOf = ({ rows = [], ...result }) => {
  const cells = rows.map((row) => Object.values(row).map(readable));
  const table = rows.length > 0 ? [Object.keys(rows[0]), ...cells] : [];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [...flatten(result), ...table.map((row) => ['', line(row)])];
};

function printTable(results) {
  const rows = results.flatMap(({ name, result }) => linesOf(result).map(([key, value]) => [name, key, value]));
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  console.log('');
  for (const [name, key, value] of rows) console.log(`${name.padEnd(widths[0])}  ${key.padEnd(widths[1])}  ${value}`);
  console.log('');
}

const args = process.argv.slice(2);
const options = Object.fromEntries(
  args.filter((argument) => argument.startsWith('--')).map((argument) => argument.slice(2).split('=', 2)),
);
const gpu = options.gpu === 'hardware' ? 'hardware' : 'swiftshader';
const names = args.filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => !(name in CASES));
if (unknown.length > 0)
  throw new Error(`No bench case ${unknown.join(', ')}; there are ${Object.keys(CASES).join(', ')}.`);

if ('help' in options) {
  console.log(
    `Usage: npm run bench [case…] [-- --gpu=hardware --NAME=VALUE…]\nCases: ${Object.keys(CASES).join(', ')}`,
  );
  process.exit();
}

const runner = await startRunner({ chromiumPath: findOrInstallChromium(), gpu });
const results = [];
const everyDay = Object.keys(CASES).filter((name) => !CASES[name].onlyByName);
for (const name of names.length > 0 ? names : everyDay) {
  const { parts, merge } = CASES[name];
  console.log(`── ${name}`);
  try {
    const outcomes = [];
    // One after the other: parts share the processor.
    for (const { file, where } of parts) {
      outcomes.push(await (where === 'node' ? runner.runInNode(file, options) : runner.runInBrowser(file)));
    }
    results.push({ name, result: merge(outcomes) });
  } catch (error) {
    console.error(error.stack ?? error);
    results.push({ name, result: { error: String(error.message ?? error).split('\n')[0] } });
    process.exitCode = 1;
  }
}
await runner.close();
printTable(results);
for (const { name, result } of results) {
  const { rows, ...common } = result;
  for (const row of rows ?? [{}]) console.log(JSON.stringify({ case: name, ...common, ...row }));
}
process.exit();
