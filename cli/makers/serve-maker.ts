import type { MessagePort } from 'node:worker_threads';
import { type Result, StudioError, toResult } from '../../src/core/errors.ts';
import type { Provider } from '../engine/choose-provider.ts';
import { type OpenedModel, openModel } from '../engine/open-model.ts';
import type { PlannedItem, RunSettings } from '../generate/planned-items.ts';
import type { Report } from '../report/report.ts';
import type { FinishedItem } from '../work/stored-item.ts';
import { itemMaker, type Making } from './item-maker.ts';

/** What a thread that makes pictures is started with: it opens the model for itself. */
export interface MakerStart extends Making {
  /** Of the package. */
  readonly rootFolder: string;
  /** As `chooseSource` takes it. */
  readonly model: string;
  readonly cacheFolder: string | null;
  readonly provider: Provider | null;
  /** Of its own. */
  readonly threads: number;
  readonly run: RunSettings;
}

/** Asked one after another; null: there is nothing left to make. */
export type MakerRequest = PlannedItem | null;
export type MakerAnswer = Result<FinishedItem>;

/** The main thread has told all that there is to tell. */
const SILENT: Report = {
  note: () => undefined,
  progress: () => undefined,
  result: () => undefined,
  failure: () => undefined,
  close: () => undefined,
};

/** Answers each item that is asked for with its pair, or with why it cannot be made. */
export function serveMaker(port: MessagePort, { run, keepsRecord, photos, ...options }: MakerStart): void {
  const opening = toResult(async () => {
    const opened = await openModel({ ...options, report: SILENT });
    requireSameModel(opened, run);
    return itemMaker(opened, run, { keepsRecord, ...(photos && { photos }) });
  });
  port.on('message', async (item: MakerRequest) => {
    if (!item) return port.close();
    const opened = await opening;
    const answer: MakerAnswer = opened.ok ? await toResult(() => opened.value(item)) : opened;
    port.postMessage(answer);
  });
}

/** Its files could be changed between two threads' reading them, and pairs would then claim another model than they are of. */
function requireSameModel({ model: { info, filesSha256 } }: OpenedModel, { model }: RunSettings): void {
  if (info.unetSha256 === model.unetSha256 && filesSha256 === model.filesSha256) return;
  const message = `Expected the model ${model.id} as it was when the run began; its files have changed since. Put them back as they were, or begin the run in another folder.`;
  throw new StudioError({ code: 'run-changed', message });
}
