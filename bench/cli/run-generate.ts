import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { descendantMemory } from '../full-size/process-memory.ts';

/** One `generate`, as its parent saw it. */
export interface GenerateRun {
  /** When each pair was finished, milliseconds since the command was begun; the first entry is the moment at which it began to make them. */
  readonly finishedMs: readonly number[];
  /** Processor time that it had taken at those moments, of all its threads. */
  readonly cpuMs: readonly number[];
  readonly wholeMs: number;
  /** Highest resident set until the last pair. */
  readonly peakBytes: number;
}

/**
 * Runs `dataset-diffusion generate` in a process of its own.
 * @throws Error with what it wrote, if it failed
 */
export function runGenerate(args: readonly string[]): Promise<GenerateRun> {
  const startMs = performance.now();
  const child = spawn(process.execPath, ['cli/dataset-diffusion.mjs', 'generate', ...args, '--json'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const finishedMs: number[] = [];
  const cpuMs: number[] = [];
  let [said, peakBytes] = ['', 0];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said += `${line}\n`;
    const { event, done, total } = JSON.parse(line);
    if (event !== 'progress') return;
    finishedMs.push(performance.now() - startMs);
    cpuMs.push(processorMs(child.pid ?? 0));
    if (done === total) peakBytes = descendantMemory(process.pid).find(({ pid }) => pid === child.pid)?.peakBytes ?? 0;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve({ finishedMs, cpuMs, wholeMs: performance.now() - startMs, peakBytes });
      else reject(new Error(`generate ended with ${code}:\n${said}`));
    });
  });
}

/** Of Linux's 100 a second, proc(5). */
const TICK_MS = 10;

/** Processor time of a process so far, of its ended threads, too; needs Linux's /proc. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return TICK_MS * (Number(fields[11]) + Number(fields[12]));
}

/**
 * Pairs a minute, and processor time of a pair, from the moment on at which each of so many threads had finished its first one: the start,
 * which a long run pays once, is not in it.
 */
export function speedOf({ finishedMs, cpuMs }: GenerateRun, atOnce: number) {
  const pairs = finishedMs.length - 1 - atOnce;
  if (pairs < 1) throw new Error('Too few pairs to tell a rate of');
  const passed = (times: readonly number[]) => (times.at(-1) ?? 0) - (times[atOnce] ?? 0);
  return { pairsPerMinute: (60_000 * pairs) / passed(finishedMs), cpuMs: passed(cpuMs) / pairs };
}
