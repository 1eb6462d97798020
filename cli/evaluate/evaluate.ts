import { availableParallelism } from 'node:os';
import type { ReadItem } from '../../src/core/dataset/read/types.ts';
import { StudioError } from '../../src/core/errors.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { progressOf } from '../datasets/progress-of.ts';
import type { Provider } from '../engine/choose-provider.ts';
import { openModel } from '../engine/open-model.ts';
import { numberIn, wholeNumber } from '../inputs/numbers.ts';
import { type AskedCache, cacheFolderOf } from '../models/cache-folder.ts';
import type { Fit } from '../pictures/fit-picture.ts';
import { evaluationOf, evaluationText } from './evaluation-report.ts';
import { measurePictures } from './measure-pictures.ts';
import { readCaptions } from './read-captions.ts';
import { type TruthOptions, truthOf } from './truth-of.ts';
import { type TuningName, tuningGrid, tuningOf } from './tunings.ts';

export interface EvaluateOptions extends TruthOptions {
  readonly captions?: string;
  readonly model: string;
  readonly cache?: AskedCache;
  readonly provider?: Provider;
  readonly threads?: string;
  readonly limit?: string;
  readonly fit: Fit;
  readonly seed?: string;
  readonly tuning: TuningName;
  readonly tau?: string;
  readonly alpha?: string;
  readonly beta?: string;
  readonly grid?: boolean;
}

/** Measures masks of real pictures and tells the figures. @returns the exit code @throws StudioError as its parts do */
export async function evaluate(
  options: EvaluateOptions,
  { report, rootFolder, env, interrupts }: CommandContext,
): Promise<number | undefined> {
  const { tau, alpha, beta } = options;
  const change = {
    tau: tau === undefined ? undefined : numberIn('--tau', tau, 0, 8),
    alpha: alpha === undefined ? undefined : numberIn('--alpha', alpha, 0, 1),
    beta: beta === undefined ? undefined : numberIn('--beta', beta, 0, 1),
  };
  const threads =
    options.threads === undefined ? availableParallelism() : wholeNumber('--threads', options.threads, 1, 1024);
  const seed = wholeNumber('--seed', options.seed ?? '0', 0, 2 ** 32 - 1);
  const limit = options.limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--limit', options.limit, 1, 1e9);
  const truth = await truthOf(options);
  const items = spread(truth.items, limit);
  if (items.length === 0) {
    const message = 'Expected pictures with masks, found none. Check the folder, and --split.';
    throw new StudioError({ code: 'dataset-unreadable', message });
  }
  const captions = options.captions === undefined ? new Map<string, string>() : await readCaptions(options.captions);
  const opened = await openModel({
    ...{ rootFolder, report, threads, signal: interrupts().signal },
    cacheFolder: cacheFolderOf(options.cache, { env }),
    model: options.model,
    provider: options.provider ?? null,
  });
  const { info } = opened.model;
  const tuning = tuningOf(options.tuning, info, info.suggested.renoiseTimesteps.length, change);
  const name = `${options.tuning} settings: cross ${tuning.crossSides.join('+')}, τ ${tuning.tau}, α ${tuning.alpha}, β ${tuning.beta}`;
  const measured = await measurePictures(opened, items, {
    ...{ labelSet: truth.labelSet, fit: options.fit, seed, captions },
    tunings: [{ name, tuning }, ...(options.grid ? tuningGrid(tuning, info) : [])],
    onPicture: progressOf(report, items.length, 'pictures'),
    signal: interrupts().signal,
  });
  if (measured.rows[0]?.overlaps.length === 0) {
    const message =
      'Expected pictures whose truth has a class of the label set, found none. Name another with --label-set.';
    throw new StudioError({ code: 'class-unknown', message });
  }
  const evaluation = evaluationOf(measured, truth.labelSet);
  const { id, unetSha256 } = info;
  report.result(evaluationText(evaluation), {
    model: { id, unetSha256 },
    labelSet: truth.labelSet.id,
    settings: { fit: options.fit, seed, captions: captions.size, tuning },
    ...evaluation,
  });
  return interrupts().exitCode ?? undefined;
}

/** At most so many items, spread over all of them. */
function spread(items: readonly ReadItem[], limit: number): readonly ReadItem[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, i) => items[Math.floor((i * items.length) / limit)] as ReadItem);
}
