/**
 * `npm run bench [case…] [-- --gpu=hardware]`: runs the cases, prints a table, then one JSON line per case as its last lines.
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

function printTable(results) {
  const rows = results.flatMap(({ name, result }) => flatten(result).map(([key, value]) => [name, key, value]));
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  console.log('');
  for (const [name, key, value] of rows) console.log(`${name.padEnd(widths[0])}  ${key.padEnd(widths[1])}  ${value}`);
  console.log('');
}

const args = process.argv.slice(2);
const gpu = args.includes('--gpu=hardware') ? 'hardware' : 'swiftshader';
const names = args.filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => !(name in CASES));
if (unknown.length > 0)
  throw new Error(`No bench case ${unknown.join(', ')}; there are ${Object.keys(CASES).join(', ')}.`);

const runner = await startRunner({ chromiumPath: findOrInstallChromium(), gpu });
const results = [];
for (const name of names.length > 0 ? names : Object.keys(CASES)) {
  const { parts, merge } = CASES[name];
  console.log(`── ${name}`);
  try {
    const outcomes = [];
    // One after the other: parts share the processor.
    for (const { file, where } of parts) {
      outcomes.push(await (where === 'node' ? runner.runInNode(file) : runner.runInBrowser(file)));
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
for (const { name, result } of results) console.log(JSON.stringify({ case: name, ...result }));
process.exit();
