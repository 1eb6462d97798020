import { spawn } from 'node:child_process';

type Row = Readonly<Record<string, unknown>>;

/** The last row of a part: nothing follows but the process's end. */
export const OVER = 'over';
/** A driver may not let a process go whose device ONNX Runtime used; that is no part of what is measured. */
const LEAVE_WITHIN_MS = 1000;

export interface ChildPart {
  readonly part: string;
  /** Arguments for Node. */
  readonly args: readonly string[];
  readonly limitS: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Gets each row but the last as it comes. */
  readonly keep: (row: Row) => void;
}

/**
 * Runs a part in a process of its own.
 * @returns how it ended: `done`, `exit 1`, `killed after 30 s`
 */
export function runChild({ part, args, limitS, environment, keep }: ChildPart): Promise<string> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let pending = '';
  let errors = '';
  let ending: string | null = null;
  const endAs = (text: string) => {
    ending ??= text;
    child.kill('SIGKILL');
  };
  const timers = [setTimeout(() => endAs(`killed after ${limitS} s`), limitS * 1000)];
  const take = (line: string) => {
    const row = parse(line);
    if (row?.row === OVER) timers.push(setTimeout(() => endAs(row.failed ? 'exit 1' : 'done'), LEAVE_WITHIN_MS));
    else keep(row ?? { part, row: 'said', text: line.slice(0, 500) });
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    lines.forEach(take);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  return new Promise((done) => {
    child.on('close', (code, signal) => {
      timers.forEach(clearTimeout);
      const ended = ending ?? (code === 0 ? 'done' : `exit ${code ?? signal}`);
      if (ended !== 'done' && errors !== '') keep({ part, row: 'stderr', text: errors.slice(-1500) });
      done(ended);
    });
  });
}

function parse(line: string): Row | null {
  try {
    return JSON.parse(line) as Row;
  } catch {
    return null;
  }
}
