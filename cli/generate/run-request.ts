import { availableParallelism } from 'node:os';
import type { FormatChoice } from '../../src/core/dataset/formats/registry.ts';
import { StudioError } from '../../src/core/errors.ts';
import type { LabelSet } from '../../src/core/prompt/types.ts';
import type { ObjectSettings, TuningSettings } from '../../src/core/segmentation/types.ts';
import type { ModelInfo } from '../../src/rpc/contract.ts';
import { readSettingsFile, type SettingsFile } from '../../src/storage/settings/settings-file.ts';
import { defaultTuningOn } from '../../src/studio/settings/defaults.ts';
import type { Provider } from '../engine/choose-provider.ts';
import { type AskedFormat, readFormatChoice } from '../inputs/format-choice.ts';
import { wholeNumber } from '../inputs/numbers.ts';
import { readInput } from '../inputs/read-input.ts';
import { readLabelSet } from '../inputs/read-label-set.ts';
import { type AskedObjects, readObjects } from '../inputs/read-objects.ts';
import type { AskedCache } from '../models/cache-folder.ts';
import { requireFree } from './run-paths.ts';
import { parseShard, type Shard } from './shard.ts';
import { isZip } from './write-set.ts';

/** Options of every command that makes pairs, as they are written. */
export interface RunOptions extends AskedFormat, AskedObjects {
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
  readonly cache?: AskedCache;
  readonly provider?: Provider;
  readonly threads?: string;
  readonly atOnce?: string;
}

/** The same, read. */
export interface RunRequest {
  readonly shard: Shard | null;
  readonly labelSet: LabelSet;
  readonly file: SettingsFile;
  readonly choice: FormatChoice;
  /** Null: what the studio begins with. */
  readonly objects: ObjectSettings | null;
  readonly threads: number;
  /** Null: what suits model and memory. */
  readonly atOnce: number | null;
}

/**
 * Reads what takes no model: what is wrong is told before one is loaded.
 * @throws StudioError `arguments-invalid`, `file-missing`, `settings-invalid`
 */
export async function readRunRequest(options: RunOptions): Promise<RunRequest> {
  const shard = options.shard === undefined ? null : parseShard(options.shard);
  if (shard) requireFolder(options.out);
  else await requireFree(options.out, options.overwrite === true);
  const labelSet = await readLabelSet(options.labelSet);
  const file = await readSettings(options.settings);
  const choice = readFormatChoice(options, file.export);
  const objects = readObjects(options, file.tuning?.objects);
  const threads =
    options.threads === undefined ? availableParallelism() : wholeNumber('--threads', options.threads, 1, 1024);
  const atOnce = options.atOnce === undefined ? null : wholeNumber('--at-once', options.atOnce, 1, threads);
  return { shard, labelSet, file, choice, objects, threads, atOnce };
}

/** How masks and objects of a run are made: a settings file over what suits the model, over both the command line. */
export function runTuning({ file, objects }: RunRequest, info: ModelInfo): TuningSettings {
  return { ...(file.tuning ?? defaultTuningOn(info)), ...(objects && { objects }) };
}

function requireFolder(out: string): void {
  if (!isZip(out)) return;
  const folder = out.replace(/\.zip$/i, '');
  const message = `Expected --out to be a folder with --shard, since a shard's pairs become a dataset by merge; found ${out}. Name a folder of its own, such as ${folder}.`;
  throw new StudioError({ code: 'arguments-invalid', message });
}

async function readSettings(path: string | undefined): Promise<SettingsFile> {
  return path === undefined ? {} : readSettingsFile(path, await readInput(path, 'a settings file'));
}
