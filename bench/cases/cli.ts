import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchList } from '../cli/bench-list.ts';
import { diskBytes } from '../cli/disk-bytes.ts';
import { runGenerate, speedOf } from '../cli/run-generate.ts';

type Speed = ReturnType<typeof speedOf>;

interface Bare {
  readonly same: Speed;
  readonly untouched: Speed;
}

/**
 * Pairs a minute of `dataset-diffusion generate` with the bundled model and the settings that suit it, `--pictures=20`, against a bare loop
 * over the same UNet calls on onnxruntime-node in the same run, on as many threads: all of them (`ratio`), and one; against the UNet's file
 * without what shows its attention, too (`untouchedRatio`). `cpuRatio` compares processor time, which other work on the machine changes
 * little. Then one process against two side by side, a shard and a thread each; bytes of a pair in the work folder, with and without its
 * records, and as VOC.
 */
export async function run({ pictures = '20' }: Readonly<Record<string, string>> = {}) {
  const threads = availableParallelism();
  const folder = mkdtempSync(join(tmpdir(), 'bench-cli-'));
  const list = join(folder, 'list.json');
  writeFileSync(list, benchList(Number(pictures)));
  const args = (name: string, ...more: string[]) => ['--prompts', list, '--out', join(folder, name), ...more];
  const generate = (what: string, ...more: string[]) => {
    console.log(`  ${what}`);
    return runGenerate(more);
  };
  try {
    // The sources are bundled, and the model's files in memory.
    await generate('a first run', ...args('first', '--steps', '1', '--at-once', '1'));
    const bareAll = bareLoop(threads);
    const all = await generate('all threads', ...args('all', '--keep-work'));
    const bareOne = bareLoop(1);
    const one = await generate('one thread', ...args('one', '--threads', '1', '--keep-work', '--no-records'));
    const two = await Promise.all(
      [1, 2].map((part) =>
        generate(`process ${part}`, ...args(`part-${part}`, '--threads', '1', '--shard', `${part}/2`)),
      ),
    );
    const oneSpeed = speedOf(one, 1);
    const twoPerMinute = two.reduce((sum, run) => sum + speedOf(run, 1).pairsPerMinute, 0);
    const { ratio, ...whole } = against(speedOf(all, threads), bareAll);
    return {
      ratio,
      ...{ threads, pictures: Number(pictures), allThreads: whole, oneThread: against(oneSpeed, bareOne) },
      twoProcesses: { pairsPerMinute: twoPerMinute, ofOne: twoPerMinute / oneSpeed.pairsPerMinute },
      startMs: all.finishedMs[0],
      wholeMs: all.wholeMs,
      peakBytes: all.peakBytes,
      oneThreadPeakBytes: one.peakBytes,
      bytesPerPair: bytesPerPair(folder, Number(pictures)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bareLoop(threads: number): Bare {
  console.log(`  the bare loop on ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
  const args = ['scripts/bench.mjs', 'cli-bare', `--threads=${threads}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The bare loop ended with status ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

function against(own: Speed, { same, untouched }: Bare) {
  return {
    ratio: own.pairsPerMinute / same.pairsPerMinute,
    untouchedRatio: own.pairsPerMinute / untouched.pairsPerMinute,
    cpuRatio: same.cpuMs / own.cpuMs,
    ...own,
    bare: same,
    bareUntouched: untouched,
  };
}

function bytesPerPair(folder: string, pictures: number) {
  const each = ({ bytes, roomBytes }: ReturnType<typeof diskBytes>) => ({
    bytes: Math.round(bytes / pictures),
    roomBytes: Math.round(roomBytes / pictures),
  });
  return {
    work: each(diskBytes(join(folder, 'all/.work/items'))),
    workWithoutRecords: each(diskBytes(join(folder, 'one/.work/items'))),
    voc: each(diskBytes(join(folder, 'all/VOCdevkit'))),
  };
}
