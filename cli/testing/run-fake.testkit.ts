import { defaultChoice } from '../../src/core/dataset/formats/registry.ts';
import { StudioError } from '../../src/core/errors.ts';
import type { PlannedItem, RunSettings } from '../generate/planned-items.ts';
import { type RunItemsOptions, runItems } from '../generate/run-items.ts';
import { openReport } from '../report/open-report.ts';
import { makeFake, RUN } from './fake-items.testkit.ts';
import { linesOf } from './run-here.testkit.ts';

type Change = Partial<RunItemsOptions> & { readonly run?: RunSettings };

/** `generate` on a model that costs nothing, in this process; a failure is given back. */
export async function runFake(items: readonly PlannedItem[], out: string, { run = RUN, ...change }: Change = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text;
    },
  });
  const report = openReport({ stdout: stream('stdout'), stderr: stream('stderr'), json: true, quiet: false });
  try {
    const exitCode = await runItems(items, run, {
      ...{ out, report, choice: defaultChoice('voc'), shard: null, resume: false, keepsWork: false },
      ...{ make: makeFake, signal: new AbortController().signal, exitCodeOnInterrupt: () => 130, nowMs: () => 0 },
      ...change,
    });
    return { exitCode, failure: null, events: linesOf(written.stderr), results: linesOf(written.stdout) };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { exitCode: null, failure: error, events: linesOf(written.stderr), results: linesOf(written.stdout) };
  }
}
