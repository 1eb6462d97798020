import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchList } from '../cli/bench-list.ts';
import { diskBytes } from '../cli/disk-bytes.ts';
import { pairsPerMinute, runGenerate } from '../cli/run-generate.ts';

interface Bare {
  readonly samePerMinute: number;
  readonly untouchedPerMinute: number;
}

/**
 * Pairs a minute of `dataset-diffusion generate` with the bundled model and the settings that suit it, `--pictures=24`, against a bare loop
 * over the same UNet calls on onnxruntime-node in the same run, on as many threads: all of them (`ratio`) and one; against the UNet's file
 * without what shows its attention, too (`untouched`). Then one process against two side by side, a shard and a thread each; bytes of
 * a pair in the work folder, without its records, and in datasets.
 */
export async function run({ pictures = '24' }: Readonly<Record<string, string>> = {}) {
  const threads = availableParallelism();
  const folder = mkdtempSync(join(tmpdir(), 'bench-cli-'));
  const list = join(folder, 'list.json');
  writeFileSync(list, benchList(Number(pictures)));
  const args = (name: string, ...more: string[]) => ['--prompts', list, '--out', join(folder, name), ...more];
  try {
    // The first run bundles the sources, and brings the model's files into memory.
    await runGenerate(args('first', '--steps', '1', '--at-once', '1'));
    const bare = bareLoop(threads);
    const all = await runGenerate(args('all', '--keep-work'));
    const bareOne = bareLoop(1);
    const one = await runGenerate(args('one', '--threads', '1', '--keep-work', '--no-records'));
    const two = await Promise.all(
      [1, 2].map((shard) => runGenerate(args(`part-${shard}`, '--threads', '1', '--shard', `${shard}/2`))),
    );
    const perMinute = pairsPerMinute(all, threads);
    const onePerMinute = pairsPerMinute(one, 1);
    const twoPerMinute = two.reduce((sum, run) => sum + pairsPerMinute(run, 1), 0);
    const ratios = (own: number, peer: Bare) => [own / peer.samePerMinute, own / peer.untouchedPerMinute];
    const [ratio, untouchedRatio] = ratios(perMinute, bare);
    const [oneThreadRatio, oneThreadUntouchedRatio] = ratios(onePerMinute, bareOne);
    return {
      ...{ ratio, untouchedRatio, oneThreadRatio, oneThreadUntouchedRatio, threads, pictures: Number(pictures) },
      ...{ pairsPerMinute: perMinute, bare, oneThread: { pairsPerMinute: onePerMinute, bare: bareOne } },
      twoProcesses: { pairsPerMinute: twoPerMinute, ofOne: twoPerMinute / onePerMinute },
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
  const args = ['scripts/bench.mjs', 'cli-bare', `--threads=${threads}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The bare loop ended with status ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
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
