import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { StudioError } from '../../src/core/errors.ts';
import { type DiskFs, errnoOf, readText } from './disk.ts';

/** How often a lock is touched. */
const BEAT_MS = 10_000;
/** A lock that was not touched for so long belongs to a process that is no more. */
const DEAD_AFTER_MS = 120_000;

const ownerSchema = v.object({ pid: v.number(), host: v.string(), token: v.string() });
type Owner = v.InferOutput<typeof ownerSchema>;

interface FoundLock {
  /** Null: it says nothing of its owner. */
  readonly held: Owner | null;
  /** Since 1970. */
  readonly touchedMs: number;
}

/** A held lock. */
export interface FolderLock {
  release(): Promise<void>;
}

/** Who asks for a lock; tests bring another. */
export interface LockAsker {
  readonly pid: number;
  readonly host: string;
  isAlive(pid: number): boolean;
  nowMs(): number;
}

export const THIS_PROCESS: LockAsker = {
  pid: process.pid,
  host: hostname(),
  isAlive(pid) {
    try {
      process.kill(pid, 0);
      return !isZombie(pid);
    } catch (error) {
      // It lives, and is another user's.
      return errnoOf(error) === 'EPERM';
    }
  },
  nowMs: () => Date.now(),
};

/** Dead, and not yet taken note of by its parent, as in containers whose first process is slow at that or never does it (Linux). */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // Another system, or it has gone in between, which the next look tells.
    return false;
  }
}

/**
 * Takes a folder for this process: a file with its number and machine, touched while it lives. A lock whose process has died is taken
 * over: on this machine that is told at once, on another one after two minutes without a touch.
 *
 * @param path of the lock's file
 * @throws StudioError `folder-in-use` naming who holds it
 */
export async function lockFolder(disk: DiskFs, path: string, asker: LockAsker = THIS_PROCESS): Promise<FolderLock> {
  const { pid, host } = asker;
  const owner: Owner = { pid, host, token: randomUUID() };
  while (!(await create(disk, path, owner))) {
    const found = await look(disk, path);
    if (!found) continue;
    const agoMs = asker.nowMs() - found.touchedMs;
    const { held } = found;
    const isDead = held?.host === host && (held.pid === pid || !asker.isAlive(held.pid));
    if (!isDead && agoMs < DEAD_AFTER_MS) throw inUse(path, held);
    await takeAway(disk, path, found, owner, asker.nowMs());
  }
  const beat = setInterval(() => {
    const now = new Date(asker.nowMs());
    // Where it cannot be touched, another process may think that this one is dead; writing stays whole even then.
    disk.utimes(path, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      const held = (await look(disk, path))?.held;
      if (held?.token === owner.token) await disk.rm(path, { force: true });
    },
  };
}

async function create(disk: DiskFs, path: string, owner: Owner): Promise<boolean> {
  try {
    const file = await disk.open(path, 'wx');
    try {
      await file.writeFile(`${JSON.stringify(owner)}\n`);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Null: it is gone. A lock in the making, or a damaged one, has no owner. */
async function look(disk: DiskFs, path: string): Promise<FoundLock | null> {
  try {
    const { mtimeMs } = await disk.stat(path);
    const text = await readText(disk, path);
    return text === null ? null : { held: ownerIn(text), touchedMs: mtimeMs };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function ownerIn(text: string): Owner | null {
  try {
    return v.parse(ownerSchema, JSON.parse(text));
  } catch {
    // Its process has not written it yet, or died while it did.
    return null;
  }
}

/**
 * Many processes may find the same dead lock: one of them makes the file that says so, and it alone takes the lock away, if that is
 * still the one. So no lock of a living process is ever touched, however late somebody comes with what he has seen.
 */
async function takeAway(disk: DiskFs, path: string, dead: FoundLock, owner: Owner, nowMs: number): Promise<void> {
  const claim = `${path}.${dead.held?.token ?? 'nobody'}`;
  if (!(await create(disk, claim, owner))) {
    const claimed = await look(disk, claim);
    if (claimed && nowMs - claimed.touchedMs < DEAD_AFTER_MS) throw inUse(path, claimed.held);
    return disk.rm(claim, { force: true });
  }
  try {
    const found = await look(disk, path);
    const isTheSame = found?.held?.token === dead.held?.token && found?.touchedMs === dead.touchedMs;
    if (isTheSame) await disk.rm(path, { force: true });
  } finally {
    await disk.rm(claim, { force: true });
  }
}

function inUse(path: string, held: Owner | null): StudioError {
  const who = held ? `process ${held.pid} on ${held.host}` : 'a process that has just begun';
  const message = `Expected the folder for this process alone; ${who} works in it. Wait for it, or name another folder. If that process is no more, remove ${path}.`;
  return new StudioError({
    code: 'folder-in-use',
    message,
    ...(held && { details: { pid: held.pid, host: held.host } }),
  });
}
