import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * How far this process's resident set rises above what it is now while `work` runs, in bytes: garbage is collected first, room
 * that V8's heap has free counts as not there, since it would hide as much of the growth, and the kernel counts the peak, so that nothing
 * between two looks is missed. Null where there is no Linux's /proc.
 */
export async function residentPeakGrowth(work: () => Promise<void>): Promise<number | null> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  if (process.platform !== 'linux') return null;
  // Makes the present size the highest (proc(5), clear_refs).
  writeFileSync('/proc/self/clear_refs', '5');
  const { heapTotal, heapUsed } = process.memoryUsage();
  const before = statusBytes(readFileSync('/proc/self/status', 'utf8'), 'VmRSS') - (heapTotal - heapUsed);
  await work();
  return statusBytes(readFileSync('/proc/self/status', 'utf8'), 'VmHWM') - before;
}

/** @throws Error for a field that the text has not */
export function statusBytes(status: string, field: string): number {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (!kibibytes) throw new Error(`/proc/self/status has no line ${field} in kB.`);
  return Number(kibibytes) * 1024;
}
