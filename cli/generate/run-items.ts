import type { FormatChoice } from '../../src/core/dataset/formats/registry.ts';
import { STUDIO_VERSION } from '../../src/version.ts';
import { EXIT } from '../exit-codes.ts';
import type { Report } from '../report/report.ts';
import type { DiskFs } from '../work/disk.ts';
import { type RunFacts, runFacts } from '../work/run-facts.ts';
import { type OpenWorkFolder, openWorkFolder } from '../work/work-folder.ts';
import { type MadeItems, type MakeItem, makeItems } from './make-items.ts';
import { listFacts, type PlannedItem, type RunSettings } from './planned-items.ts';
import { workPathOf } from './run-paths.ts';
import { itemsOfShard, type Shard } from './shard.ts';
import { tellSet } from './tell-set.ts';
import { workSource } from './work-source.ts';
import { writeSet } from './write-set.ts';

export interface RunItemsOptions {
  readonly out: string;
  readonly choice: FormatChoice;
  /** Null: all items, and then the dataset. */
  readonly shard: Shard | null;
  readonly resume: boolean;
  readonly keepsWork: boolean;
  readonly make: MakeItem;
  /** As `makeItems`. */
  readonly atOnce?: number;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly exitCodeOnInterrupt: () => number | null;
  readonly nowMs: () => number;
  readonly disk?: DiskFs;
}

/**
 * Makes the items of a run, or of its shard, in a work folder, and of all of them a dataset.
 * @returns the exit code
 * @throws StudioError as `openWorkFolder`, `makeItems` and `writeSet`
 */
export async function runItems(
  items: readonly PlannedItem[],
  run: RunSettings,
  options: RunItemsOptions,
): Promise<number> {
  const { out, shard, resume, report, disk } = options;
  const mine = itemsOfShard(items, shard);
  const path = workPathOf(out);
  const facts = factsOf(items, run, shard && { ...shard, items: mine.length });
  const work = await openWorkFolder(path, { facts, resume, ...(disk && { disk }) });
  try {
    if (shard && mine.length === 0) {
      tellEmptyShard(shard, items.length, options);
      return EXIT.done;
    }
    const made = await makeItems(mine, { ...options, work });
    if (made.isInterrupted) {
      const left = mine.length - made.finished;
      report.note(
        'stopped',
        `Stopped; ${left} of ${mine.length} pairs are left. The same command with --resume goes on.`,
        { left },
      );
      return options.exitCodeOnInterrupt() ?? EXIT.interrupted;
    }
    const exitCode = made.failed.size > 0 ? EXIT.unsound : EXIT.done;
    if (shard) tellShard(shard, mine.length, made, options);
    else await writeRun(work, run, made, options);
    return exitCode;
  } finally {
    await work.release();
  }
}

function factsOf(
  items: readonly PlannedItem[],
  { model, labelSet, settings, tuning, own }: RunSettings,
  shard: RunFacts['shard'],
) {
  const { caption: _c, classIds: _i, labelSetId: _l, ...shared } = settings;
  return runFacts({
    studioVersion: STUDIO_VERSION,
    model,
    // As it is read back: arrays that may be written.
    labelSet: structuredClone(labelSet) as unknown as RunFacts['labelSet'],
    settings: { ...shared, ...own },
    tuning: structuredClone(tuning) as unknown as RunFacts['tuning'],
    list: listFacts(items),
    shard,
  });
}

function tellShard(
  { index, count }: Shard,
  items: number,
  { finished, failed }: MadeItems,
  { out, report }: RunItemsOptions,
): void {
  const text = `Shard ${index}/${count}: ${finished} of ${items} pairs are in ${out}. Once all are there, “dataset-diffusion merge” makes a dataset of them.`;
  report.result(text, { out, shard: `${index}/${count}`, pairs: finished, failed: failed.size });
}

/** Its folder is there all the same, so that `merge` finds one of every shard. */
function tellEmptyShard({ index, count }: Shard, items: number, { out, report }: RunItemsOptions): void {
  const shard = `${index}/${count}`;
  const message = `Shard ${shard} has nothing to do: of ${items} ${items === 1 ? 'pair' : 'pairs'} none falls to it. ${out} is there for “dataset-diffusion merge”.`;
  report.result(message, { out, shard, pairs: 0, failed: 0, message });
}

async function writeRun(
  work: OpenWorkFolder,
  { labelSet }: RunSettings,
  { failed }: MadeItems,
  options: RunItemsOptions,
): Promise<void> {
  const { out, choice, keepsWork, report, disk } = options;
  report.note('writing', `Writes ${out}.`, { out });
  const { source } = await workSource([work], labelSet);
  const written = await writeSet(source, { out, choice, ...(disk && { disk }) });
  tellSet(report, { out, choice, pairs: source.entries.length, failed: failed.size, ...written });
  if (!keepsWork && failed.size === 0) await work.remove();
}
