import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Part, PartContext } from './part.ts';
import { adapter } from './parts/adapter.ts';
import { attention } from './parts/attention.ts';
import { fullSize, fullSizeWeights } from './parts/full-size.ts';
import { kernels } from './parts/kernels.ts';
import { picture, pictureAgainstCpu, pictureOnCpu } from './parts/picture.ts';
import { refine } from './parts/refine.ts';
import { summary } from './summary.ts';
import { vulkanSettings } from './vulkan-settings.ts';

/**
 * `node check.mjs OUT MODEL [PART…]`: each part in a process of its own with a time limit, its rows appended to OUT/results.jsonl as
 * they come, a summary at the end. `--part` is what it starts itself with.
 */
const PARTS: Readonly<Record<string, { readonly run: Part; readonly limitS: number; readonly beside?: true }>> = {
  /** These two need no card and run beside the others. */
  'picture-on-cpu': { run: pictureOnCpu, limitS: 120, beside: true },
  'full-size-weights': { run: fullSizeWeights, limitS: 100, beside: true },
  refine: { run: refine, limitS: 30 },
  kernels: { run: kernels, limitS: 45 },
  attention: { run: attention, limitS: 40 },
  picture: { run: picture, limitS: 100 },
  'full-size': { run: fullSize, limitS: 150 },
  /** Last: it waits for the picture on the CPU. */
  'picture-against-cpu': { run: pictureAgainstCpu, limitS: 20 },
};
/** An adapter that is a CPU gets more time for less work. */
const SMALL_FACTOR = 6;

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
  const run = name === 'adapter' ? adapter : PARTS[name]?.run;
  if (!run) throw new Error(`No part ${name}; there are adapter, ${Object.keys(PARTS).join(', ')}.`);
  try {
    await run(context);
    process.exitCode = 0;
  } catch (error) {
    emit({ row: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    process.exitCode = 1;
  }
  // Dawn's threads would keep the process.
  process.stdout.write('', () => process.exit());
}

async function runAll(out: string, [modelFolder = '', ...only]: readonly string[]): Promise<void> {
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
    const ending = await runChild([name, size, modelFolder, workFolder], limitS, environment, keep);
    keep({ part: name, row: 'ended', ending, seconds: Math.round((performance.now() - begin) / 100) / 10 });
  };

  const environment = await findAdapter(start, rows);
  const found = rows.find(({ row }) => row === 'adapter');
  const size = found?.isFallback === false ? 'full' : 'small';
  const factor = size === 'small' ? SMALL_FACTOR : 1;
  const chosen = Object.entries(PARTS).filter(([name]) => only.length === 0 || only.includes(name));
  const beside = chosen.filter(([, part]) => part.beside);
  const others = chosen.filter(([, part]) => !part.beside);
  // A software adapter needs the processor itself, so nothing runs beside it there.
  const background = Promise.all(
    size === 'small' ? [] : beside.map(([name, { limitS }]) => start(name, size, limitS, environment)),
  );
  if (size === 'small') for (const [name, { limitS }] of beside) await start(name, size, factor * limitS, environment);
  for (const [name, { limitS }] of found ? others : []) {
    if (name === 'picture-against-cpu') await background;
    await start(name, size, factor * limitS, environment);
  }
  await background;
  rmSync(workFolder, { recursive: true, force: true });
  const text = summary(rows);
  appendFileSync(join(out, 'summary.txt'), text);
  console.log(text);
}

/** Tries ways to Vulkan's driver until one gives a card, else stays with the last that gave any adapter. */
async function findAdapter(
  start: (name: string, size: string, limitS: number, environment: Environment) => Promise<void>,
  rows: readonly Row[],
): Promise<Environment> {
  let last: Environment = {};
  for (const environment of vulkanSettings()) {
    const before = rows.length;
    await start('adapter', 'full', 30, environment);
    const found = rows.slice(before).find(({ row }) => row === 'adapter');
    if (found) last = environment;
    if (found?.isFallback === false) break;
  }
  return last;
}

/** @returns how it ended: `done`, `exit code 1`, `killed after 30 s` */
function runChild(
  args: readonly string[],
  limitS: number,
  environment: Environment,
  keep: (row: Row) => void,
): Promise<string> {
  const child = spawn(process.execPath, ['--max-old-space-size=16000', here, '--part', ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let pending = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      try {
        keep(JSON.parse(line) as Row);
      } catch {
        keep({ part: args[0], row: 'said', text: line.slice(0, 500) });
      }
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  return new Promise((done) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, limitS * 1000);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && errors !== '') keep({ part: args[0], row: 'stderr', text: errors.slice(-1500) });
      done(timedOut ? `killed after ${limitS} s` : code === 0 ? 'done' : `exit ${code ?? signal}`);
    });
  });
}
