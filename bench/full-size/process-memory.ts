import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Memory of one process as the kernel counts it. */
export interface ProcessMemory {
  readonly pid: number;
  readonly name: string;
  /** What Chromium has it for: `browser`, `renderer`, `gpu-process`, `StorageService`; the name of other programs. */
  readonly kind: string;
  /** Highest resident set since the process began or `resetPeaks` named it, in bytes. */
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
    .map(({ pid, name, kind, peakBytes }) => ({ pid, name, kind, peakBytes }))
    .sort((a, b) => b.peakBytes - a.peakBytes);
}

/** Makes each process's present size its highest (proc(5), clear_refs). */
export function resetPeaks(processes: readonly Pick<ProcessMemory, 'pid'>[]): void {
  for (const { pid } of processes) {
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5');
    } catch {
      // It ended meanwhile.
    }
  }
}

function readStatus(pid: number): (ProcessMemory & { readonly parent: number })[] {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(text)?.[1] ?? '';
    const peakBytes = Number(field('VmHWM')) * 1024;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return [
      { pid, parent: Number(field('PPid')), name: field('Name'), kind: kindOf(command, field('Name')), peakBytes },
    ];
  } catch {
    // The process ended between the listing and the reading.
    return [];
  }
}

/** Chromium's own process has no type, but a profile. */
function kindOf(command: string, name: string): string {
  const service = /--utility-sub-type=[\w.]*\.(\w+)/.exec(command)?.[1];
  const type = /--type=([\w-]+)/.exec(command)?.[1];
  return service ?? type ?? (command.includes('--user-data-dir=') ? 'browser' : name);
}
