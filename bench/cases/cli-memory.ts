import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { statusBytes } from '../dataset/resident-peak.ts';

const ENTRY = fileURLToPath(new URL('../../cli/dataset-diffusion.mjs', import.meta.url));
const EVERY = 50;
const CLASSES = ['cat', 'dog', 'bus', 'boat', 'person', 'horse', 'bird', 'chair'];

/**
 * `npm run bench cli-memory -- --items=1000`: one process of `generate` makes so many pairs of the bundled model, one step each, and a ZIP of them;
 * its resident memory after each fifty. Needs Linux's /proc.
 */
export async function run({ items = '1000' }: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cli-memory-'));
  try {
    const list = join(folder, 'list.json');
    writeFileSync(list, JSON.stringify(Array.from({ length: Number(items) }, (_, i) => promptOf(i))));
    const rows = await watched(['--prompts', list, '--steps', '1', '--out', join(folder, 'set.zip')]);
    const [first, last] = [rows[0], rows.at(-1)];
    return { items: Number(items), growthMB: (last?.residentMB ?? 0) - (first?.residentMB ?? 0), rows };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function promptOf(index: number) {
  const [first, second] = [index, 1 + index + Math.floor(index / CLASSES.length)].map(
    (i) => CLASSES[i % CLASSES.length],
  );
  return { caption: `scene ${index} with a ${first} and a ${second}`, classes: [first, second] };
}

interface Row {
  readonly pairs: number;
  readonly residentMB: number;
}

async function watched(args: readonly string[]): Promise<Row[]> {
  const child = spawn(process.execPath, [ENTRY, 'generate', ...args, '--json'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const rows: Row[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const { event, done } = JSON.parse(line);
    if (event !== 'progress' || done === 0 || done % EVERY !== 0) continue;
    const bytes = statusBytes(readFileSync(`/proc/${child.pid}/status`, 'utf8'), 'VmRSS');
    rows.push({ pairs: done, residentMB: Math.round(bytes / 1e6) });
    if (done % (4 * EVERY) === 0) console.log(`  ${done} pairs: ${rows.at(-1)?.residentMB} MB`);
  }
  const exitCode = await ended;
  if (exitCode !== 0) throw new Error(`generate ended with ${exitCode}.`);
  return rows;
}
