import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { GenerationSettings } from '../../src/core/dataset/types.ts';
import { StudioError } from '../../src/core/errors.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import { checkSettings } from '../../src/engine/jobs/check-settings.ts';
import { readSettingsFile, type SettingsFile } from '../../src/storage/settings/settings-file.ts';
import { defaultTuningOn } from '../../src/studio/settings/defaults.ts';
import { previewPrompt } from '../../src/studio/settings/preview-prompt.ts';
import type { CommandContext } from '../commands/command-context.ts';
import type { Provider } from '../engine/choose-provider.ts';
import { type OpenedModel, openModel } from '../engine/open-model.ts';
import { type AskedFormat, readFormatChoice } from '../inputs/format-choice.ts';
import { wholeNumber } from '../inputs/numbers.ts';
import { readInput } from '../inputs/read-input.ts';
import { readLabelSet } from '../inputs/read-label-set.ts';
import { judgePrompts, readPromptRows } from '../inputs/read-prompts.ts';
import { itemMaker } from '../makers/item-maker.ts';
import { type Makers, openMakers } from '../makers/open-makers.ts';
import { memoryHere, picturesAtOnce } from '../makers/pictures-at-once.ts';
import type { MakerStart } from '../makers/serve-maker.ts';
import type { Report } from '../report/report.ts';
import { planItems, type RunSettings } from './planned-items.ts';
import { runItems } from './run-items.ts';
import { requireFree } from './run-paths.ts';
import { type AskedSettings, readAskedSettings, sharedSettings } from './run-settings.ts';
import { parseShard } from './shard.ts';
import { isZip } from './write-set.ts';

/** Options of `generate`, as they are written. */
export interface GenerateOptions extends AskedFormat, AskedSettings {
  readonly prompts: string;
  readonly labelSet: string;
  readonly model: string;
  readonly out: string;
  readonly settings?: string;
  readonly shard?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly keepWork?: boolean;
  /** False by `--no-records`. */
  readonly records: boolean;
  readonly provider?: Provider;
  readonly threads?: string;
  readonly atOnce?: string;
}

/**
 * Makes the pairs of a list, and a dataset of them.
 * @returns the exit code
 * @throws StudioError
 */
export async function generate(options: GenerateOptions, context: CommandContext): Promise<number> {
  const { report, rootFolder } = context;
  const { signal } = context.interrupts();
  // What is wrong is told before a model is loaded.
  const shard = options.shard === undefined ? null : parseShard(options.shard);
  if (shard) requireFolder(options.out);
  else await requireFree(options.out, options.overwrite === true);
  const asked = readAskedSettings(options);
  const rows = await readPromptRows(options.prompts);
  const labelSet = await readLabelSet(options.labelSet);
  const file = await readSettings(options.settings);
  const choice = readFormatChoice(options, file.export);
  const threads =
    options.threads === undefined ? availableParallelism() : wholeNumber('--threads', options.threads, 1, 1024);
  const askedAtOnce = options.atOnce === undefined ? null : wholeNumber('--at-once', options.atOnce, 1, threads);
  const asks = { rootFolder, model: options.model, provider: options.provider ?? null };
  const opened = await openModel({ ...asks, report, threads });

  const { model } = opened;
  const settings = sharedSettings(model.info.suggested, labelSet, file, asked);
  const tuning = file.tuning ?? defaultTuningOn(model.info);
  checkSettings({ jobId: '', settings, classes: [], tuning }, model.info);
  const items = judgePrompts(options.prompts, rows, { labelSet, checkPrompt: promptCheck(opened, settings, labelSet) });
  const { id, unetSha256 } = model.info;
  const run: RunSettings = { model: { id, unetSha256, filesSha256: model.filesSha256 }, labelSet, settings, tuning };
  const planned = planItems(items, run);
  if (planned.length < items.length) {
    const repeated = items.length - planned.length;
    report.note('repeated', `${repeated} of ${items.length} rows repeat another in all and are made once.`, {
      repeated,
    });
  }
  const { provider } = opened;
  const fitting = { threads, provider, model: model.info, items: planned.length, memoryBytes: memoryHere() };
  const atOnce = askedAtOnce ?? picturesAtOnce(fitting);
  const makers =
    atOnce > 1 ? startMakers(atOnce, { ...asks, threads, run, keepsRecord: options.records }, report) : null;
  try {
    return await runItems(planned, run, {
      ...{ out: options.out, choice, shard, report, signal, atOnce },
      resume: options.resume === true,
      keepsWork: options.keepWork === true,
      exitCodeOnInterrupt: () => context.interrupts().exitCode,
      make: makers?.make ?? itemMaker(opened, run, options.records),
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

function requireFolder(out: string): void {
  if (!isZip(out)) return;
  const folder = join(out.replace(/\.zip$/i, ''));
  const message = `Expected --out to be a folder with --shard, since a shard's pairs become a dataset by merge; found ${out}. Name a folder of its own, such as ${folder}.`;
  throw new StudioError({ code: 'arguments-invalid', message });
}

async function readSettings(path: string | undefined): Promise<SettingsFile> {
  return path === undefined ? {} : readSettingsFile(path, await readInput(path, 'a settings file'));
}

/** Whether the model can be given a prompt, as the studio tells. */
function promptCheck({ model }: OpenedModel, settings: GenerationSettings, labelSet: LabelSet) {
  return (caption: string, classes: readonly { readonly id: number }[]) => {
    const draft = { ...settings, caption, classIds: classes.map(({ id }) => id) };
    const preview = previewPrompt(draft, labelSet, model.tokenizer);
    return preview && !preview.ok ? preview.error : null;
  };
}
