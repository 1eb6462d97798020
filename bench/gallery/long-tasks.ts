import type { CDPSession, Page } from '@playwright/test';

/** Of the page's main thread while something went on. */
export interface TaskTimes {
  /** The longest task by the clock, as `longtask` entries count it; other processes that hold the processor count, too. */
  readonly longestMs: number;
  /** The most processor time that one task took. */
  readonly longestCpuMs: number;
  /** Tasks of more than 50 ms of processor time. */
  readonly longTasks: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const LONG_MS = 50;

/** Follows the tasks of the page's main thread through Chromium's tracing, which tells a thread's own time from the clock's. */
export async function watchTasks(page: Page, work: () => Promise<void>): Promise<TaskTimes> {
  const client = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  client.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const includedCategories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await client.send('Tracing.start', { traceConfig: { includedCategories } });
  await work();
  await endTracing(client);
  const ownPid = await page.evaluate(() => performance.timeOrigin).then(() => rendererPid(events));
  const tasks = events.filter(({ name, ph, pid, tid }) => isTask(name) && ph === 'X' && ownPid.has(`${pid}/${tid}`));
  if (tasks.length === 0) throw new Error('Chromium traced no task of the main thread.');
  const longest = (times: readonly number[]) => Math.max(0, ...times) / 1000;
  return {
    longestMs: longest(tasks.map(({ dur = 0 }) => dur)),
    longestCpuMs: longest(tasks.map(({ tdur = 0 }) => tdur)),
    longTasks: tasks.filter(({ tdur = 0 }) => tdur > LONG_MS * 1000).length,
  };
}

const isTask = (name: string) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask';

async function endTracing(client: CDPSession): Promise<void> {
  const complete = new Promise<void>((resolve) => client.once('Tracing.tracingComplete', () => resolve()));
  await client.send('Tracing.end');
  await complete;
  await client.detach();
}

/** Main threads of pages, as `pid/tid`. */
function rendererPid(events: readonly TraceEvent[]): Set<string> {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  return new Set(mains.map(({ pid, tid }) => `${pid}/${tid}`));
}
