import { defaultChoice } from '../../src/core/dataset/formats/registry.ts';
import { StudioError } from '../../src/core/errors.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { runItems } from '../generate/run-items.ts';
import { parseShard } from '../generate/shard.ts';
import { openReport } from '../report/open-report.ts';
import { fakeItems, makeFake, RUN } from './fake-items.testkit.ts';

/** A process of its own for tests: `OUT SHARD ITEMS MS-AN-ITEM`. Ends as `generate` does, on a model that costs nothing but time. */
const [out = '', shard = '', items = '', itemMs = ''] = process.argv.slice(2);
const report = openReport({ stdout: process.stdout, stderr: process.stderr, json: true, quiet: false });
try {
  process.exitCode = await runItems(fakeItems(Number(items)), RUN, {
    ...{ out, report, choice: defaultChoice('voc'), shard: parseShard(shard), resume: true, keepsWork: false },
    async make(item) {
      await new Promise((resolve) => setTimeout(resolve, Number(itemMs)));
      return makeFake(item);
    },
    signal: new AbortController().signal,
    exitCodeOnInterrupt: () => null,
    nowMs: () => performance.now(),
  });
} catch (error) {
  if (!(error instanceof StudioError)) throw error;
  process.exitCode = exitCodeOf(error.code);
  report.failure(error, process.exitCode);
}
