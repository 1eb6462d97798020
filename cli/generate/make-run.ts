import type { CommandContext } from '../commands/command-context.ts';
import { type OpenedModel, openModel } from '../engine/open-model.ts';
import { itemMaker } from '../makers/item-maker.ts';
import { type Makers, openMakers } from '../makers/open-makers.ts';
import { memoryHere, picturesAtOnce } from '../makers/pictures-at-once.ts';
import type { MakerStart } from '../makers/serve-maker.ts';
import type { PhotoPlace } from '../mask/mask-photo.ts';
import { cacheFolderOf } from '../models/cache-folder.ts';
import type { Report } from '../report/report.ts';
import type { PlannedItem, RunSettings } from './planned-items.ts';
import { runItems } from './run-items.ts';
import type { RunOptions, RunRequest } from './run-request.ts';
import { itemsOfShard } from './shard.ts';

export interface MakeRunOptions {
  readonly options: RunOptions;
  readonly request: RunRequest;
  /** By `openRunModel`. */
  readonly opened: OpenedModel;
  readonly context: CommandContext;
  /** The items are photographs. */
  readonly photos?: PhotoPlace;
}

/** @throws StudioError as `openModel` */
export function openRunModel(
  {
    model,
    cache,
    provider = null,
  }: Pick<RunOptions, 'model' | 'cache'> & { readonly provider?: MakerStart['provider'] },
  { threads }: Pick<RunRequest, 'threads'>,
  { rootFolder, report, env, interrupts }: CommandContext,
): Promise<OpenedModel> {
  const cacheFolder = cacheFolderOf(cache, { env });
  return openModel({ rootFolder, report, threads, model, provider, cacheFolder, signal: interrupts().signal });
}

/** Makes a run's items, as many at once as suits model and memory. @returns the exit code @throws StudioError as `runItems` */
export async function makeRun(
  planned: readonly PlannedItem[],
  run: RunSettings,
  { options, request, opened, context, photos }: MakeRunOptions,
): Promise<number> {
  const { out, model, cache, provider = null, records: keepsRecord } = options;
  const { choice, shard, threads } = request;
  const { report, rootFolder, env, interrupts } = context;
  const cacheFolder = cacheFolderOf(cache, { env });
  const items = itemsOfShard(planned, shard).length;
  const fitting = { threads, items, memoryBytes: memoryHere() };
  const wished = request.atOnce ?? picturesAtOnce({ ...fitting, provider: opened.provider, model: opened.model.info });
  const atOnce = Math.max(1, Math.min(wished, items));
  const making = { keepsRecord, ...(photos && { photos }) };
  const start = { rootFolder, model, cacheFolder, provider, threads, run, ...making };
  const makers = atOnce > 1 ? startMakers(atOnce, start, report) : null;
  try {
    return await runItems(planned, run, {
      ...{ out, choice, shard, report, signal: interrupts().signal, atOnce },
      resume: options.resume === true,
      keepsWork: options.keepWork === true,
      exitCodeOnInterrupt: () => interrupts().exitCode,
      make: makers?.make ?? itemMaker(opened, run, making),
      nowMs: () => performance.now(),
    });
  } finally {
    await makers?.close();
  }
}

/** @param start with the threads of all makers together */
function startMakers(count: number, { threads, ...start }: MakerStart, report: Report): Makers {
  const each = Math.max(1, Math.floor(threads / count));
  const text = `Makes ${count} pictures at once, each on ${each} ${each === 1 ? 'thread' : 'threads'}.`;
  report.note('at-once', text, { pictures: count, threadsEach: each });
  return openMakers(count, { ...start, threads: each });
}
