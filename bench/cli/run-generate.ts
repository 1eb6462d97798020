import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { descendantMemory } from '../full-size/process-memory.ts';

/** One `generate`, as its parent saw it. */
export interface GenerateRun {
  /** When each pair was finished, milliseconds since the command was begun; the first entry is the moment at which it began to make them. */
  readonly finishedMs: readonly number[];
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
  let [said, peakBytes] = ['', 0];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said += `${line}\n`;
    const { event, done, total } = JSON.parse(line);
    if (event !== 'progress') return;
    finishedMs.push(performance.now() - startMs);
    if (done === total) peakBytes = descendantMemory(process.pid).find(({ pid }) => pid === child.pid)?.peakBytes ?? 0;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve({ finishedMs, wholeMs: performance.now() - startMs, peakBytes });
      else reject(new Error(`generate ended with ${code}:\n${said}`));
    });
  });
}

/**
 * Pairs a minute from the moment on at which each of so many threads had finished its first one: the start, which a long run pays once,
 * is not in it.
 */
export function pairsPerMinute({ finishedMs }: GenerateRun, atOnce: number): number {
  const from = finishedMs[atOnce];
  const to = finishedMs.at(-1);
  const pairs = finishedMs.length - 1 - atOnce;
  if (from === undefined || to === undefined || pairs < 1) throw new Error('Too few pairs to tell a rate of');
  return (60_000 * pairs) / (to - from);
}
