import { readdirSync, readFileSync } from 'node:fs';

/** Memory of one process as the kernel counts it. */
export interface ProcessMemory {
  readonly pid: number;
  readonly name: string;
  /** Highest resident set since the process began, in bytes. */
  readonly peakBytes: number;
}

/** Peaks of all processes that a process has started and that still run, largest first; needs Linux's /proc. */
export function descendantMemory(root: number): ProcessMemory[] {
  const statuses = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readStatus(Number(pid)));
  const members = new Set([root]);
  // Parents may be listed after their children.
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const { pid, parent } of statuses) if (members.has(parent)) members.add(pid);
  }
  return statuses
    .filter(({ pid }) => pid !== root && members.has(pid))
    .map(({ pid, name, peakBytes }) => ({ pid, name, peakBytes }))
    .sort((a, b) => b.peakBytes - a.peakBytes);
}

function readStatus(pid: number): (ProcessMemory & { readonly parent: number })[] {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(text)?.[1] ?? '';
    const peakBytes = Number(field('VmHWM')) * 1024;
    return [{ pid, parent: Number(field('PPid')), name: field('Name'), peakBytes }];
  } catch {
    // The process ended between the listing and the reading.
    return [];
  }
}
