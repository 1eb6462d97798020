import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFakeShard } from '../testing/bundle-fake-shard.testkit.ts';
import { fakeItems } from '../testing/fake-items.testkit.ts';
import { runFake } from '../testing/run-fake.testkit.ts';
import { linesOf, runHere } from '../testing/run-here.testkit.ts';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';

const ITEMS = 24;

/** In a namespace of its own a process may mount a file system of any size, where the kernel allows that. */
const inNamespace = (script: string, args: readonly string[]) =>
  spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', ...args], { encoding: 'utf8' });
const canMount = inNamespace('mount -t tmpfs tmpfs /tmp', []).status === 0;
const unless = canMount ? '' : ' (skipped: this system lets no process mount a file system of its own)';

const entry = bundleFakeShard();

function place() {
  const folder = temporaryFolder();
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const args = [disk, process.execPath, entry(), '1/1', String(ITEMS), join(folder, 'part')];
  return { folder, part: join(folder, 'part'), args };
}

it.skipIf(!canMount)(
  `a real disk that is full ends a run with 5; with room it goes on and nothing is lost${unless}`,
  {
    timeout: 60_000,
  },
  async () => {
    const { folder, part, args } = place();
    const script = `
    mount -t tmpfs -o size=200k tmpfs "$1" || exit 99
    "$2" "$3" "$1/part" "$4" "$5" 0; echo "first ended with $?" >&2
    mount -o remount,size=64m "$1" || exit 99
    "$2" "$3" "$1/part" "$4" "$5" 0; code=$?
    cp -r "$1/part" "$6"; exit $code`;
    const { status, stderr } = inNamespace(script, args);
    expect(status, stderr).toBe(0);
    const [first = '', second = ''] = stderr.split('first ended with ');
    expect(linesOf(first).at(-1)).toMatchObject({ event: 'failed', code: 'storage-full', exitCode: 5 });
    expect(second.slice(0, 2)).toBe('5\n');
    const begun = linesOf(second.slice(2)).find(({ event }) => event === 'progress');
    // Some were finished before the disk was full.
    expect(begun?.done).toBeGreaterThan(0);
    expect(begun?.done).toBeLessThan(ITEMS);
    const [merged, whole] = [join(folder, 'merged.zip'), join(folder, 'whole.zip')];
    expect((await runHere(['merge', part, '--out', merged])).exitCode).toBe(0);
    await runFake(fakeItems(ITEMS), whole);
    expect(readFileSync(merged).equals(readFileSync(whole))).toBe(true);
  },
);

it.skipIf(!canMount)(`a real disk that is read-only is told, with 5${unless}`, { timeout: 60_000 }, () => {
  const script = `
    mount -t tmpfs -o ro tmpfs "$1" || exit 99
    "$2" "$3" "$1/part" "$4" "$5" 0`;
  const { status, stderr } = inNamespace(script, place().args);
  expect(status, stderr).toBe(5);
  expect(linesOf(stderr).at(-1)).toMatchObject({
    code: 'storage-unavailable',
    message: expect.stringMatching(/the system refuses it \(EROFS\): it is read-only/),
  });
});
