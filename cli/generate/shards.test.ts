import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { createDraws } from '../../src/core/plan/draws.ts';
import { bundleFakeShard } from '../testing/bundle-fake-shard.testkit.ts';
import { fakeItems } from '../testing/fake-items.testkit.ts';
import { runFake } from '../testing/run-fake.testkit.ts';
import { runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';
import { isInShard, parseShard } from './shard.ts';

const SHARDS = 16;
const ITEMS = 96;

describe('a shard', () => {
  it('is told by its items alone, and each item is in one of them', () => {
    const items = fakeItems(200);
    for (const { identity } of items) {
      const inThem = Array.from({ length: 7 }, (_, i) => isInShard(identity, { index: i + 1, count: 7 }));
      expect(inThem.filter(Boolean)).toHaveLength(1);
    }
    const sizes = Array.from({ length: 4 }, (_, i) => {
      const shard = { index: i + 1, count: 4 };
      return items.filter(({ identity }) => isInShard(identity, shard)).length;
    });
    for (const size of sizes) expect(size).toBeGreaterThan(30);
  });

  it.each(['0/4', '5/4', '4', '1/0', 'a/b', '-1/2', '1.5/2'])('%s is none', (text) => {
    expect(() => parseShard(text)).toThrow(/Expected a shard such as 3\/16/);
  });
});

describe('shards of a run, merged', () => {
  const items = fakeItems(12);
  const shardOf = (index: number, count: number) => ({ shard: { index, count }, resume: true });

  it('are the run without shards, byte by byte, in any order and with pairs made twice', async () => {
    const folder = temporaryFolder();
    for (const index of [2, 3, 1]) await runFake(items, join(folder, `part-${index}`), shardOf(index, 3));
    await runFake(items, join(folder, 'again'), shardOf(2, 3));
    await runFake(items, join(folder, 'whole.zip'));
    const parts = ['again', 'part-3', 'part-1', 'part-2'].map((name) => join(folder, name));
    const { exitCode, stderr } = await runHere(['merge', ...parts, '--out', join(folder, 'merged.zip')]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('taken once');
    expect(readFileSync(join(folder, 'merged.zip')).equals(readFileSync(join(folder, 'whole.zip')))).toBe(true);
  });

  it('say what is missing, and are written without it where that is asked for', async () => {
    const folder = temporaryFolder();
    for (const index of [1, 3]) await runFake(items, join(folder, `part-${index}`), shardOf(index, 3));
    const parts = [join(folder, 'part-1'), join(folder, 'part-3')];
    const out = join(folder, 'merged.zip');
    const refused = await runHere(['merge', ...parts, '--out', out]);
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('shards that are not given: 2/3');
    expect((await runHere(['merge', ...parts, '--out', out, '--allow-missing'])).exitCode).toBe(7);
  });

  it('say that they have nothing to do where no pair falls to them, and are merged', async () => {
    const folder = temporaryFolder();
    const two = fakeItems(2);
    const indices = Array.from({ length: 9 }, (_, i) => i + 1);
    const runs: Awaited<ReturnType<typeof runFake>>[] = [];
    for (const index of indices) runs.push(await runFake(two, join(folder, `part-${index}`), shardOf(index, 9)));
    const empty = runs.filter(({ results }) => results[0]?.pairs === 0);
    expect(empty.length).toBeGreaterThanOrEqual(7);
    for (const { exitCode, events, results } of empty) {
      expect([exitCode, events]).toEqual([0, []]);
      expect(results).toEqual([
        {
          out: expect.any(String),
          shard: expect.stringMatching(/^\d\/9$/),
          pairs: 0,
          failed: 0,
          message: expect.stringMatching(/^Shard \d\/9 has nothing to do: of 2 pairs none falls to it\. .*merge/),
        },
      ]);
    }
    // Asked again it says so again.
    const [again] = indices.filter((_, i) => empty.includes(runs[i]!));
    expect((await runFake(two, join(folder, `part-${again}`), shardOf(again!, 9))).exitCode).toBe(0);
    await runFake(two, join(folder, 'whole.zip'));
    const out = join(folder, 'merged.zip');
    const parts = indices.map((index) => join(folder, `part-${index}`));
    expect((await runHere(['merge', ...parts, '--out', out])).exitCode).toBe(0);
    expect(readFileSync(out).equals(readFileSync(join(folder, 'whole.zip')))).toBe(true);
  });

  it('are of one run', async () => {
    const folder = temporaryFolder();
    await runFake(items, join(folder, 'a'), shardOf(1, 2));
    await runFake(fakeItems(13), join(folder, 'b'), shardOf(2, 2));
    const { exitCode, stderr } = await runHere([
      'merge',
      join(folder, 'a'),
      join(folder, 'b'),
      '--out',
      join(folder, 'set'),
    ]);
    expect(exitCode).toBe(6);
    expect(stderr).toContain('number of different items in the list was 12 and is 13');
  });
});

describe('sixteen processes', () => {
  const entry = bundleFakeShard();

  const start = (out: string, index: number, itemMs: number): ChildProcess =>
    spawn(process.execPath, [entry(), out, `${index}/${SHARDS}`, String(ITEMS), String(itemMs)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  const ended = (child: ChildProcess) =>
    new Promise<number | string | null>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));

  it('each killed at a random moment and resumed, are the run without shards, byte by byte', {
    timeout: 120_000,
  }, async () => {
    const folder = temporaryFolder();
    const { below } = createDraws(Date.now() >>> 0);
    const moments = Array.from({ length: SHARDS }, () => below(300));
    const indices = moments.map((_, i) => i + 1);
    const partOf = (index: number) => join(folder, `part-${index}`);
    const outcomes = await pMap(
      indices,
      async (index) => {
        const killed = start(partOf(index), index, 50);
        const end = ended(killed);
        // Node itself takes a moment to start: from its first word on, so that some are killed at work and some at the end.
        killed.stderr?.once('data', () => setTimeout(() => killed.kill('SIGKILL'), moments[index - 1]));
        const first = await end;
        const resumed = start(partOf(index), index, 0);
        resumed.stderr?.resume();
        return [first, await ended(resumed)];
      },
      { concurrency: 2 * availableParallelism() },
    );
    expect(outcomes.map(([, second]) => second)).toEqual(indices.map(() => 0));
    expect(outcomes.filter(([first]) => first === 'SIGKILL').length, `killed after ${moments} ms`).toBeGreaterThan(4);
    await runFake(fakeItems(ITEMS), join(folder, 'whole.zip'));
    const { exitCode } = await runHere(['merge', ...indices.map(partOf), '--out', join(folder, 'merged.zip')]);
    expect(exitCode).toBe(0);
    expect(readFileSync(join(folder, 'merged.zip')).equals(readFileSync(join(folder, 'whole.zip')))).toBe(true);
  });

  it('one after the other on one folder: the second is told that the first works there', async () => {
    const part = join(temporaryFolder(), 'part');
    const first = start(part, 1, 400);
    const end = ended(first);
    await new Promise((resolve) => first.stderr?.once('data', resolve));
    const second = start(part, 1, 0);
    let said = '';
    second.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    expect(await ended(second)).toBe(6);
    expect(said).toContain('works in it');
    first.kill('SIGKILL');
    await end;
  });
});
