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

const CASES = {
  refine: {
    parts: [
      { file: 'refine-cpu.ts', where: 'node' },
      { file: 'refine-webgpu.ts', where: 'browser' },
    ],
    merge: mergeRefine,
  },
  tap: { parts: [{ file: 'tap.ts', where: 'browser' }], merge: merged },
  slider: { parts: [{ file: 'slider.ts', where: 'node' }], merge: merged },
  picture: { parts: [{ file: 'picture.ts', where: 'browser' }], merge: merged },
  /** Takes the better part of an hour, so it runs only when it is named. */
  quality: { parts: [{ file: 'quality.ts', where: 'node' }], merge: merged, onlyByName: true },
};

const readable = (value) => {
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

/** A case that is a table itself is printed row by row. */
const linesOf = ({ rows, ...result }) => [
  ...flatten(result),
  ...(rows ?? []).map((row) => ['', Object.values(row).map(readable).join('  ')]),
];

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
