import { spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.testkit.ts';
import { REAL_FS } from './disk.ts';
import { type LockAsker, lockFolder, THIS_PROCESS } from './folder-lock.ts';

const asker = (change: Partial<LockAsker> = {}): LockAsker => ({
  ...{ pid: 11, host: 'here', isAlive: () => true, nowMs: () => Date.now() },
  ...change,
});
const place = () => join(temporaryFolder(), 'lock');

it('is had by one alone, and by the next one when it is given back', async () => {
  const path = place();
  const lock = await lockFolder(REAL_FS, path, asker());
  await expect(lockFolder(REAL_FS, path, asker({ pid: 12 }))).rejects.toMatchObject({
    code: 'folder-in-use',
    message: expect.stringContaining('process 11 on here'),
  });
  await lock.release();
  expect(existsSync(path)).toBe(false);
  await (await lockFolder(REAL_FS, path, asker({ pid: 12 }))).release();
});

it('is had by one of many that ask at once', async () => {
  const path = place();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 16 }, (_, index) => lockFolder(REAL_FS, path, asker({ pid: index }))),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('is taken over from a process of this machine that has died', async () => {
  const path = place();
  await lockFolder(REAL_FS, path, asker());
  await lockFolder(REAL_FS, path, asker({ pid: 12, isAlive: (pid) => pid !== 11 }));
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: 12 });
});

it('is taken over by one of many that find it dead, each time', async () => {
  for (let round = 0; round < 100; round++) {
    const path = place();
    await lockFolder(REAL_FS, path, asker());
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, (_, index) =>
        lockFolder(REAL_FS, path, asker({ pid: 20 + index, isAlive: (pid) => pid !== 11 })),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  }
});

it('is taken over from a process whose number this one has got, as in a container that is started again', async () => {
  const path = place();
  await lockFolder(REAL_FS, path, asker());
  await lockFolder(REAL_FS, path, asker());
});

it('is taken over from another machine once it was not touched for two minutes', async () => {
  const path = place();
  const there = asker({ host: 'there', isAlive: () => false });
  await lockFolder(REAL_FS, path, asker());
  await expect(lockFolder(REAL_FS, path, there)).rejects.toMatchObject({ code: 'folder-in-use' });
  const old = new Date(Date.now() - 121_000);
  utimesSync(path, old, old);
  await lockFolder(REAL_FS, path, there);
});

it('is not given back by one that has lost it', async () => {
  const path = place();
  const lost = await lockFolder(REAL_FS, path, asker());
  await lockFolder(REAL_FS, path, asker({ pid: 12, isAlive: () => false }));
  await lost.release();
  expect(existsSync(path)).toBe(true);
});

it('waits for one that is being made', async () => {
  const path = place();
  writeFileSync(path, '');
  await expect(lockFolder(REAL_FS, path, asker())).rejects.toMatchObject({ code: 'folder-in-use' });
});

it.skipIf(process.platform !== 'linux')(
  'a process that was killed is dead before its parent has taken note of it (skipped: no Linux)',
  async () => {
    // The shell becomes a process that waits for none of its children, and tells the number once it is that.
    const script = 'sleep 60 & echo $! > "$0"; exec tail -f "$0"';
    const parent = spawn('bash', ['-c', script, place()], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = await new Promise<number>((told) => parent.stdout.once('data', (text) => told(Number(text))));
    expect(THIS_PROCESS.isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => THIS_PROCESS.isAlive(pid)).toBe(false);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    parent.kill();
  },
);
