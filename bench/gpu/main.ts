import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conclusion } from './conclusion.ts';
import type { Part, PartContext } from './part.ts';
import { adapter } from './parts/adapter.ts';
import { attention } from './parts/attention.ts';
import { fullSize, fullSizeWeights } from './parts/full-size.ts';
import { kernels } from './parts/kernels.ts';
import { picture, pictureAgainstCpu, pictureOnCpu } from './parts/picture.ts';
import { refine } from './parts/refine.ts';
import { OVER, runChild } from './run-child.ts';
import { type PartName, schedule } from './schedule.ts';
import { summary } from './summary.ts';
import type { Verdict } from './verdict.ts';
import { vulkanSettings } from './vulkan-settings.ts';

/**
 * `node check.mjs OUT MODEL [PART…]`: each part in a process of its own with a time limit, its rows appended to OUT/results.jsonl as
 * they come, a summary at the end. Exits with 0 only if every part ended in time and what it checked holds. `--part` is what it
 * starts itself with.
 */
const RUNS: Readonly<Record<PartName, Part>> = {
  'picture-on-cpu': pictureOnCpu,
  'full-size-weights': fullSizeWeights,
  refine,
  kernels,
  attention,
  picture,
  'full-size': fullSize,
  'picture-against-cpu': pictureAgainstCpu,
};

type Row = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string>>;

const here = fileURLToPath(import.meta.url);
const [command = '', ...rest] = process.argv.slice(2);
if (command === '--part') await runPart(rest);
else await runAll(command, rest);

async function runPart([name = '', size = '', modelFolder = '', workFolder = '']: readonly string[]): Promise<void> {
  const emit = (row: Row) => process.stdout.write(`${JSON.stringify({ part: name, ...row })}\n`);
  const context: PartContext = {
    emit,
    small: size === 'small',
    modelFolder,
    workFolder,
    runtimeFolder: resolve(here, '..'),
  };
  const run = name === 'adapter' ? adapter : RUNS[name as PartName];
  const verdict = await run(context).catch((error: unknown): Verdict => {
    emit({ row: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return { ok: false, says: 'it broke down' };
  });
  emit({ row: 'verdict', ...verdict });
  process.exitCode = Number(!verdict.ok);
  emit({ row: OVER, failed: !verdict.ok });
  // Dawn's threads would keep the process.
  process.stdout.write('', () => process.exit());
}

async function runAll(out: string, [modelFolder = '', ...only]: readonly string[]): Promise<void> {
  // A name that is none is told before anything runs.
  schedule(only, false);
  mkdirSync(out, { recursive: true });
  const workFolder = mkdtempSync(join(tmpdir(), 'gpu-check-'));
  const results = join(out, 'results.jsonl');
  const rows: Row[] = [];
  const started = performance.now();
  const keep = (row: Row) => {
    const timed = { ...row, atS: Number(((performance.now() - started) / 1000).toFixed(1)) };
    rows.push(timed);
    appendFileSync(results, `${JSON.stringify(timed)}\n`);
    console.log(`${timed.atS}s ${JSON.stringify({ ...row, limits: undefined, features: undefined })}`.slice(0, 400));
  };
  const start = async (name: string, size: string, limitS: number, environment: Environment) => {
    const begin = performance.now();
    const args = ['--max-old-space-size=16000', here, '--part', name, size, modelFolder, workFolder];
    const ending = await runChild({ part: name, args, limitS, environment, keep });
    keep({ part: name, row: 'ended', ending, seconds: Math.round((performance.now() - begin) / 100) / 10 });
  };

  const { environment, found } = await findAdapter(start, rows);
  const size = found?.isFallback === false ? 'full' : 'small';
  const { beside, inTurn } = schedule(only, size === 'small');
  keep({ part: 'adapter', row: 'sizes', sizes: size });
  const background = Promise.all(beside.map(({ name, limitS }) => start(name, size, limitS, environment)));
  for (const { name, limitS } of found ? inTurn : []) {
    if (name === 'picture-against-cpu') await background;
    await start(name, size, limitS, environment);
  }
  await background;
  rmSync(workFolder, { recursive: true, force: true });
  const names = ['adapter', ...[...beside, ...inTurn].map(({ name }) => name)];
  const { text, exitCode } = conclusion(rows, names);
  const report = `${summary(rows)}\n${text}`;
  appendFileSync(join(out, 'summary.txt'), report);
  console.log(report);
  process.exitCode = exitCode;
}

/** Tries ways to Vulkan's driver until one gives a card, else stays with the last that gave any adapter. */
async function findAdapter(
  start: (name: string, size: string, limitS: number, environment: Environment) => Promise<void>,
  rows: readonly Row[],
): Promise<{ readonly environment: Environment; readonly found: Row | null }> {
  let last: { readonly environment: Environment; readonly found: Row | null } = { environment: {}, found: null };
  for (const environment of vulkanSettings()) {
    const before = rows.length;
    await start('adapter', 'full', 30, environment);
    const found = rows.slice(before).find(({ row }) => row === 'adapter');
    if (found) last = { environment, found };
    if (found?.isFallback === false) break;
  }
  return last;
}
